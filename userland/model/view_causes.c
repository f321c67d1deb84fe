// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "model/causes.h"
#include "model/names.h"
#include "model/timed.h"
#include "model/view_causes.h"

static struct cause_line *add_line(struct cause_lines *c, u32 reason, const u64 value[NR_COLUMNS])
{
	c->list = grow(c->list, &c->room, c->nr, sizeof(*c->list));
	c->list[c->nr].reason = reason;
	memcpy(c->list[c->nr].value, value, sizeof(c->list[c->nr].value));
	return &c->list[c->nr++];
}

static u64 rest(u64 all, u64 part)
{
	return all > part ? all - part : 0;
}

/* Of a reason's exits, those that no cause is known of. */
static void add_rest(struct cause_lines *c, size_t first, u32 reason, const u64 value[NR_COLUMNS])
{
	u64 sum[NR_COLUMNS] = { 0 }, left[NR_COLUMNS] = { 0 };
	struct cause_line *others = NULL;

	for (size_t i = first; i < c->nr; i++) {
		add_values(sum, c->list[i].value);
		if (is_other_causes(c->list[i].reason))
			others = &c->list[i];
	}
	left[COL_EXITS] = rest(value[COL_EXITS], sum[COL_EXITS]);
	left[COL_KERNEL] = rest(value[COL_KERNEL], sum[COL_KERNEL]);
	if (!left[COL_EXITS] && !left[COL_KERNEL])
		return;
	left[COL_TIMED] = column_known(value, COL_TIMED) && column_known(sum, COL_TIMED) ?
			  rest(value[COL_TIMED], sum[COL_TIMED]) : NOT_KNOWN;
	if (others)
		add_values(others->value, left);
	else
		add_line(c, reason_with_cause(reason, OTHER_CAUSES, strlen(OTHER_CAUSES)), left);
}

/* False where nothing is known of this one. */
static bool add_causes(const struct sample *s, const struct scope *scope, const struct row *row,
		       struct cause_lines *c)
{
	const struct row *rows = scope_rows(s, scope);
	const size_t first = c->nr;
	bool any = false;

	for (u32 i = 0; i < scope->nr_rows; i++) {
		if (!reason_has(row->reason, rows[i].reason))
			continue;
		any = true;
		if (rows[i].value[COL_EXITS] || rows[i].value[COL_KERNEL])
			add_line(c, rows[i].reason, rows[i].value);
	}
	if (any)
		add_rest(c, first, row->reason, row->value);
	return any;
}

static void add_scope(const struct view *v, const struct scope *causes, const struct scope *scope,
		      struct cause_lines *c)
{
	const struct row *rows = scope_rows(v->sample, scope);

	for (u32 i = 0; i < scope->nr_rows; i++) {
		if (!view_wants(v, &rows[i]) || !rows[i].value[COL_EXITS])
			continue;
		if (!causes || !add_causes(v->sample->causes, causes, &rows[i], c))
			add_line(c, rows[i].reason, rows[i].value);
	}
}

static u64 sort_value(const struct cause_line *l, const struct view *v)
{
	u64 average;

	switch ((int)v->options->sort) {
	case SORT_AVERAGE:
		timed_average(v->sample->causes, l->value, &average);
		return average;
	case SORT_TIME:
	case COL_KERNEL:
		return l->value[COL_KERNEL];
	}
	return l->value[COL_EXITS];
}

static int compare_names(u32 a, u32 b)
{
	const int order = strcmp(reason_cause(a), reason_cause(b));

	return order ? order : strcmp(reason_name(a), reason_name(b));
}

static int compare(const void *a, const void *b, void *view)
{
	const struct cause_line *x = a, *y = b;
	const struct view *v = view;
	const bool others[2] = { is_other_causes(x->reason), is_other_causes(y->reason) };
	u64 values[2];

	if (others[0] != others[1])
		return others[0] ? 1 : -1;
	values[0] = sort_value(x, v);
	values[1] = sort_value(y, v);
	if (values[0] != values[1] && v->options->sort != SORT_NAME && v->options->sort != SORT_NR)
		return values[0] < values[1] ? 1 : -1;
	return compare_names(x->reason, y->reason);
}

void view_causes(const struct view *v, const struct view_line *line, struct cause_lines *c)
{
	const struct sample *s = v->sample->causes;
	const struct scope *scope = s ? sample_find(s, line->scope->key) : NULL;
	memset(c, 0, sizeof(*c));
	if (line->row && scope)
		add_causes(s, scope, line->row, c);
	else if (!line->row && s)
		add_scope(v, scope, line->scope, c);
	if (c->nr)
		qsort_r(c->list, c->nr, sizeof(*c->list), compare, (void *)v);
}

void cause_lines_cut(struct cause_lines *c, size_t most)
{
	size_t told = 0;

	while (told < c->nr && !is_other_causes(c->list[told].reason))
		told++;
	if (told <= most + 1)
		return;
	c->nr_hidden = told - most;
	for (size_t i = most; i < told; i++)
		add_values(c->hidden, c->list[i].value);
	memmove(c->list + most, c->list + told, (c->nr - told) * sizeof(*c->list));
	c->nr -= c->nr_hidden;
}

void cause_lines_free(struct cause_lines *c)
{
	free(c->list);
	memset(c, 0, sizeof(*c));
}
