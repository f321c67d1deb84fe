// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "model/comparison.h"
#include "model/names.h"
#include "model/timed.h"
#include "model/view_hist.h"

static const u64 no_exits[NR_COLUMNS];

static struct pair *pair_for(struct comparison *c, u32 reason)
{
	for (size_t i = 0; i < c->nr; i++)
		if (c->pairs[i].reason == reason)
			return &c->pairs[i];
	c->pairs = grow(c->pairs, &c->room, c->nr, sizeof(*c->pairs));
	c->pairs[c->nr] = (struct pair){ .reason = reason, .value = { no_exits, no_exits } };
	return &c->pairs[c->nr++];
}

static u64 key_of(const struct comparison *c, int side, const u64 value[NR_COLUMNS])
{
	const struct view_options *o = c->options;
	u64 average;

	if (o->sort == SORT_AVERAGE) {
		timed_average(&c->side[side].sample, value, &average);
		return average;
	}
	if (o->sort == SORT_TIME)
		return work_cycles(value, o);
	return (int)o->sort < NR_COLUMNS ? value[o->sort] : value[COL_EXITS];
}

static u64 distance(const struct comparison *c, const struct pair *p)
{
	u64 a = key_of(c, 0, p->value[0]), b = key_of(c, 1, p->value[1]);

	return a > b ? a - b : b - a;
}

static int compare_pairs(const void *x, const void *y, void *comparison)
{
	const struct pair *a = x, *b = y;
	const struct comparison *c = comparison;
	u64 da, db;

	if (c->options->sort == SORT_NAME)
		return strcmp(reason_name(a->reason), reason_name(b->reason));
	da = distance(c, a);
	db = distance(c, b);
	if (da != db)
		return da < db ? 1 : -1;
	return a->reason < b->reason ? -1 : a->reason > b->reason;
}

void comparison_make(struct comparison *c)
{
	for (int i = 0; i < 2; i++) {
		struct side *side = &c->side[i];

		side->options.top = 0;
		side->options.sort = (enum sort_key)COL_EXITS;
		view_make(&side->view, &side->sample, &side->options);
		for (size_t l = 0; l < side->view.nr_lines; l++) {
			const struct view_line *line = &side->view.lines[l];
			struct pair *pair = pair_for(c, line->row->reason);

			pair->value[i] = line->value;
			pair->row[i] = line->row;
		}
	}
	if (c->nr)
		qsort_r(c->pairs, c->nr, sizeof(*c->pairs), compare_pairs, c);
	if (c->options->top && c->nr > c->options->top)
		c->nr = c->options->top;
}

void comparison_free(struct comparison *c)
{
	for (int i = 0; i < 2; i++) {
		view_free(&c->side[i].view);
		sample_free(&c->side[i].sample);
	}
	free(c->pairs);
}

bool comparison_of_causes(const struct comparison *c)
{
	return c->side[0].sample.are_causes || c->side[1].sample.are_causes;
}

u64 side_duration(const struct side *side)
{
	return side->view.scope ? view_duration(&side->sample, side->view.scope) :
	       side->sample.interval_ns;
}

unsigned int side_columns(const struct side *side)
{
	return side->sample.columns | columns_always_known();
}

void compare_pair(const struct comparison *c, const struct pair *p, struct compared *both)
{
	*both = (struct compared){ .value = { p->value[0], p->value[1] } };
	for (int side = 0; side < 2; side++)
		if (p->row[side])
			hist_add_row(&both->hist[side], &c->side[side].sample, p->row[side]);
}

void compare_totals(const struct comparison *c, struct compared *both)
{
	for (int side = 0; side < 2; side++) {
		both->value[side] = c->side[side].view.total;
		view_total_hist(&c->side[side].view, &both->hist[side]);
	}
}
