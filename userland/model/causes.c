// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "model/causes.h"
#include "model/names.h"

bool is_other_causes(u32 reason)
{
	return !strcmp(reason_cause(reason), OTHER_CAUSES);
}

/* Of as many exits the names decide, so that it is the same ones each time. */
static int by_exits(const void *a, const void *b)
{
	const struct row *x = *(const struct row *const *)a, *y = *(const struct row *const *)b;
	int order;

	if (x->value[COL_EXITS] != y->value[COL_EXITS])
		return x->value[COL_EXITS] < y->value[COL_EXITS] ? 1 : -1;
	order = strcmp(reason_cause(x->reason), reason_cause(y->reason));
	return order ? order : strcmp(reason_name(x->reason), reason_name(y->reason));
}

const struct row **scope_top_causes(const struct sample *causes, const struct scope *scope,
				    size_t most, size_t *nr)
{
	const struct row **top = xcalloc(scope->nr_rows, sizeof(*top));
	const struct row *rows = scope_rows(causes, scope);

	*nr = 0;
	for (u32 i = 0; i < scope->nr_rows; i++)
		if (rows[i].value[COL_EXITS] && !is_other_causes(rows[i].reason))
			top[(*nr)++] = &rows[i];
	qsort(top, *nr, sizeof(*top), by_exits);
	if (*nr > most)
		*nr = most;
	return top;
}

static struct row *row_of(const struct sample *s, const struct scope *scope, u32 reason)
{
	struct row *rows = scope_rows(s, scope);

	for (u32 i = 0; i < scope->nr_rows; i++)
		if (rows[i].reason == reason)
			return &rows[i];
	return NULL;
}

/* A scope with nothing behind its exits yet. */
static u32 add_scope(struct sample *to, const struct scope *scope)
{
	const u32 at = sample_scope(to, scope->key);

	to->scopes[at].since = scope->since;
	to->scopes[at].ended = scope->ended;
	return at;
}

/* A reason whose first exit came between the two reads; @first: the first row added so. */
static void add_reason(struct sample *s, const struct scope *scope, size_t first, u32 reason)
{
	const u32 at = scope - s->scopes;

	if (row_of(s, scope, reason))
		return;
	for (size_t i = first; i < s->nr_rows; i++)
		if (s->rows[i].reason == reason && s->rows[i].scope == at)
			return;
	sample_add_row(s, at, reason);
}

static void take_rows(struct sample *s, const struct scope *scope, size_t first,
		      const struct sample *causes, const struct scope *from)
{
	const struct row *rows = scope_rows(causes, from);
	const u32 at = add_scope(s->causes, scope);

	for (u32 i = 0; i < from->nr_rows; i++) {
		memcpy(sample_add_row(s->causes, at, rows[i].reason)->value, rows[i].value,
		       sizeof(rows[i].value));
		add_reason(s, scope, first, reason_without_cause(rows[i].reason));
	}
}

/* What had no time had none a moment later. */
static void set_exits(u64 value[NR_COLUMNS], const u64 sum[NR_COLUMNS])
{
	const u64 untimed = value[COL_EXITS] - value[COL_TIMED];

	if (value[COL_TIMED] != NOT_KNOWN && value[COL_TIMED] <= value[COL_EXITS])
		value[COL_TIMED] = sum[COL_EXITS] > untimed ? sum[COL_EXITS] - untimed : 0;
	value[COL_EXITS] = sum[COL_EXITS];
	value[COL_KERNEL] = sum[COL_KERNEL];
}

/* Of one reason of a scope; none: nothing is told of it. */
static bool add_up(const struct sample *causes, const struct scope *scope, u32 reason,
		   u64 sum[NR_COLUMNS])
{
	const struct row *rows = scope_rows(causes, scope);
	bool any = false;

	memset(sum, 0, NR_COLUMNS * sizeof(*sum));
	for (u32 i = 0; i < scope->nr_rows; i++) {
		if (!reason_has(reason, rows[i].reason))
			continue;
		add_values(sum, rows[i].value);
		any = true;
	}
	return any;
}

/* The total has what its rows have, and what was in it besides them. */
static void move_total(struct scope *scope, const u64 before[NR_COLUMNS],
		       const u64 after[NR_COLUMNS])
{
	static const enum column moved[] = { COL_EXITS, COL_KERNEL, COL_TIMED };

	for (size_t i = 0; i < ARRAY_SIZE(moved); i++) {
		u64 *total = &scope->total[moved[i]];

		if (moved[i] == COL_TIMED && (*total == NOT_KNOWN || before[COL_TIMED] == NOT_KNOWN))
			continue;
		*total += after[moved[i]] - before[moved[i]];
	}
}

static void settle(struct sample *s, struct scope *scope)
{
	const struct scope *causes = sample_find(s->causes, scope->key);
	struct row *rows = scope_rows(s, scope);
	u64 before[NR_COLUMNS], sum[NR_COLUMNS];

	for (u32 i = 0; causes && i < scope->nr_rows; i++) {
		if (!add_up(s->causes, causes, rows[i].reason, sum))
			continue;
		memcpy(before, rows[i].value, sizeof(before));
		set_exits(rows[i].value, sum);
		move_total(scope, before, rows[i].value);
	}
}

void sample_take_causes(struct sample *s, const struct sample *causes)
{
	const size_t first = s->nr_rows;

	sample_add_causes(s);
	s->causes->columns = causes->columns;
	s->causes->untimed = causes->untimed;
	s->causes->untimed_known = causes->untimed_known;
	for (size_t i = 0; i < s->nr_scopes; i++) {
		const struct scope *scope = &s->scopes[i];
		const struct scope *from = sample_find_since(causes, scope->key, scope->since);

		if (from && from->since == scope->since)
			take_rows(s, scope, first, causes, from);
		else
			add_scope(s->causes, scope);
	}
	sample_finish(s->causes);
	if (s->nr_rows > first)
		sample_finish(s);
	for (size_t i = 0; i < s->nr_scopes; i++)
		settle(s, &s->scopes[i]);
}

bool has_causes(const struct sample *causes, struct scope_key key, u32 reason)
{
	const struct scope *scope = sample_find(causes, key);
	const struct row *rows = scope ? scope_rows(causes, scope) : NULL;

	for (u32 i = 0; rows && i < scope->nr_rows; i++)
		if (reason_has(reason, rows[i].reason))
			return true;
	return false;
}

/* Of the same moment, or the same interval, without scopes. */
static void copy_head(struct sample *to, const struct sample *from)
{
	struct sample head = *from;

	memset(&head.scope_index, 0, sizeof(head.scope_index));
	head.scopes = NULL;
	head.nr_scopes = 0;
	head.rows = NULL;
	head.nr_rows = 0;
	sample_copy(to, &head);
}

void sample_causes_of(struct sample *to, const struct sample *causes, struct scope_key key,
		      u32 reason)
{
	const struct scope *scope = sample_find(causes, key);
	const struct row *rows = scope ? scope_rows(causes, scope) : NULL;
	u32 at;

	copy_head(to, causes);
	at = sample_scope(to, key);
	if (scope)
		to->scopes[at] = *scope;
	for (u32 i = 0; rows && i < scope->nr_rows; i++)
		if (reason_has(reason, rows[i].reason))
			memcpy(sample_add_row(to, at, rows[i].reason)->value, rows[i].value,
			       sizeof(rows[i].value));
	sample_finish(to);
}

void sample_become_causes(struct sample *s)
{
	struct sample *causes;

	if (!s->causes) {
		sample_add_causes(s);
		for (size_t i = 0; i < s->nr_scopes; i++)
			add_scope(s->causes, &s->scopes[i]);
		sample_finish(s->causes);
	}
	causes = s->causes;
	s->causes = NULL;
	sample_free(s);
	*s = *causes;
	free(causes);
}
