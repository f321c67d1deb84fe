// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "model/view_hist.h"
#include "print/heat.h"

void heat_begin(struct heat *h, const struct sample *first)
{
	h->tsc_khz = first->tsc_khz;
	h->columns = xcalloc(MAX_HEAT_COLUMNS, sizeof(*h->columns));
	h->intervals_each = 1;
}

static void add_buckets(u64 sum[MAX_BUCKETS], const u64 part[MAX_BUCKETS])
{
	for (unsigned int i = 0; i < MAX_BUCKETS; i++)
		sum[i] = saturating_add(sum[i], part[i]);
}

/* Two columns become one: a recording may be longer than a picture is wide. */
static void halve(struct heat *h)
{
	for (size_t i = 0; i < MAX_HEAT_COLUMNS / 2; i++) {
		const struct heat_column *second = &h->columns[2 * i + 1];

		h->columns[i] = h->columns[2 * i];
		h->columns[i].end_ns = second->end_ns;
		h->columns[i].counted_ns = saturating_add(h->columns[i].counted_ns,
							  second->counted_ns);
		add_buckets(h->columns[i].bucket, second->bucket);
	}
	h->nr = MAX_HEAT_COLUMNS / 2;
	h->intervals_each *= 2;
}

/* The column that the next interval is part of. */
static struct heat_column *next_column(struct heat *h)
{
	if (h->nr && h->intervals < h->intervals_each) {
		h->intervals++;
		return &h->columns[h->nr - 1];
	}
	if (h->nr == MAX_HEAT_COLUMNS)
		halve(h);
	h->intervals = 1;
	h->columns[h->nr] = (struct heat_column){ .begin_ns = h->elapsed_ns };
	return &h->columns[h->nr++];
}

/* Of all lines together, where their buckets are those that came first. */
static void add_lines(struct heat *h, const struct sample *difference, struct heat_column *c)
{
	struct hist_numbers n;
	struct view v;

	if (!h->bounds.nr)
		h->bounds = difference->bounds;
	if (!difference->bounds.nr || !same_bounds(&h->bounds, &difference->bounds))
		return;
	view_make(&v, difference, h->options);
	for (size_t i = 0; i < v.nr_lines; i++) {
		view_line_hist(&v, &v.lines[i], &n);
		add_buckets(c->bucket, n.bucket);
	}
	view_free(&v);
}

/* Time between two boots of the host is none that is drawn. */
void heat_add(struct heat *h, const struct sample *difference)
{
	struct heat_column *c;

	if (!difference->interval_ns)
		return;
	c = next_column(h);
	h->elapsed_ns = saturating_add(h->elapsed_ns, difference->interval_ns);
	c->end_ns = h->elapsed_ns;
	c->counted_ns = saturating_add(c->counted_ns, difference->interval_ns);
	add_lines(h, difference, c);
}

double heat_rate(const struct heat_column *c, unsigned int bucket)
{
	return c->bucket[bucket] / (c->counted_ns / 1e9);
}

static void take_bucket(struct heat *h, const struct heat_column *c, unsigned int bucket,
			bool first)
{
	const double rate = heat_rate(c, bucket);

	h->first = first || bucket < h->first ? bucket : h->first;
	h->last = first || bucket > h->last ? bucket : h->last;
	h->least = first || rate < h->least ? rate : h->least;
	h->most = first || rate > h->most ? rate : h->most;
}

bool heat_finish(struct heat *h)
{
	bool found = false;

	for (size_t i = 0; i < h->nr; i++) {
		for (unsigned int b = 0; b < h->bounds.nr; b++) {
			if (!h->columns[i].bucket[b])
				continue;
			take_bucket(h, &h->columns[i], b, !found);
			found = true;
		}
	}
	return found;
}

void heat_free(struct heat *h)
{
	free(h->columns);
}
