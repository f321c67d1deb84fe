// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "model/hist.h"

const struct hist_row *hist_find(const struct hist *h, u32 reason)
{
	for (size_t i = 0; i < h->nr_rows; i++)
		if (h->rows[i].reason == reason)
			return &h->rows[i];
	return NULL;
}

void hist_free(struct hist *h)
{
	free(h->rows);
	memset(h, 0, sizeof(*h));
}

struct distribution *row_distribution(const struct sample *s, const struct row *row)
{
	if (!row->distribution)
		return NULL;
	return (struct distribution *)(s->distributions +
				       (row->distribution - 1) * (size_t)(1 + s->bounds.nr));
}

struct distribution *row_add_distribution(struct sample *s, struct row *row)
{
	const size_t size = distribution_size(&s->bounds), needed = (s->nr_distributions + 1) * size;

	if (needed > s->distributions_room) {
		s->distributions_room = needed + needed / 2;
		s->distributions = xrealloc(s->distributions, s->distributions_room, 1);
	}
	row->distribution = ++s->nr_distributions;
	return memset(row_distribution(s, row), 0, size);
}

bool same_bounds(const struct bounds *a, const struct bounds *b)
{
	return a->nr == b->nr && !memcmp(a->lower, b->lower, a->nr * sizeof(a->lower[0]));
}

void row_set_distribution(struct sample *s, struct row *row, const struct bounds *b,
			  const struct hist_row *from)
{
	struct distribution *to;

	if (!s->bounds.nr)
		s->bounds = *b;
	if (!same_bounds(&s->bounds, b))
		return;
	to = row_add_distribution(s, row);
	to->closed = from->closed;
	memcpy(to->bucket, from->bucket, b->nr * sizeof(to->bucket[0]));
}

void sample_take_hist(struct sample *s, struct scope_key key, const struct hist *h)
{
	const struct scope *scope = sample_find(s, key);
	struct row *rows = scope ? scope_rows(s, scope) : NULL;

	if (!s->bounds.nr)
		s->bounds = h->bounds;
	for (u32 i = 0; rows && i < scope->nr_rows; i++) {
		const struct hist_row *from = hist_find(h, rows[i].reason);

		if (from)
			row_set_distribution(s, &rows[i], &h->bounds, from);
	}
}

void add_distribution(struct distribution *sum, const struct distribution *part, unsigned int nr)
{
	sum->closed = saturating_add(sum->closed, part->closed);
	for (unsigned int i = 0; i < nr; i++)
		sum->bucket[i] = saturating_add(sum->bucket[i], part->bucket[i]);
}

void hist_add_row(struct hist_numbers *sum, const struct sample *s, const struct row *row)
{
	const struct distribution *d = row_distribution(s, row);

	if (!d)
		return;
	sum->closed = saturating_add(sum->closed, d->closed);
	for (unsigned int i = 0; i < s->bounds.nr; i++)
		sum->bucket[i] = saturating_add(sum->bucket[i], d->bucket[i]);
}

void scope_hist(const struct sample *s, const struct scope *scope, struct hist_numbers *n)
{
	const struct row *rows = scope_rows(s, scope);

	memset(n, 0, sizeof(*n));
	for (u32 i = 0; i < scope->nr_rows; i++)
		hist_add_row(n, s, &rows[i]);
}

static u64 sum(const u64 bucket[], unsigned int nr_buckets)
{
	u64 total = 0;

	for (unsigned int i = 0; i < nr_buckets; i++)
		total = saturating_add(total, bucket[i]);
	return total;
}

u64 hist_lower(const struct bounds *b, unsigned int i)
{
	return i ? b->lower[i] : 0;
}

static u64 upper_end(const struct bounds *b, unsigned int i, u64 max)
{
	if (i + 1 < b->nr)
		return b->lower[i + 1];
	return max > hist_lower(b, i) ? max : hist_lower(b, i);
}

u64 hist_percentile(const struct bounds *b, const u64 bucket[], u64 per_10000, u64 max)
{
	u64 total = sum(bucket, b->nr), before = 0;
	u64 rank = ((u128)total * per_10000 + 9999) / 10000;

	for (unsigned int i = 0; i < b->nr; i++) {
		u64 lower = hist_lower(b, i), value;

		if (!bucket[i] || rank - before > bucket[i]) {
			before += bucket[i];
			continue;
		}
		value = lower + (u128)(upper_end(b, i, max) - lower) * (rank - before) / bucket[i];
		return max && value > max ? max : value;
	}
	return 0;
}

bool hist_span(const u64 bucket[], unsigned int nr_buckets, unsigned int *first,
	       unsigned int *last)
{
	bool found = false;

	*first = 0;
	*last = 0;
	for (unsigned int i = 0; i < nr_buckets; i++) {
		if (!bucket[i])
			continue;
		if (!found)
			*first = i;
		*last = i;
		found = true;
	}
	return found;
}

void hist_percentiles(const struct bounds *b, const u64 bucket[], u64 max,
		      struct percentiles *p)
{
	unsigned int first, last;

	memset(p, 0, sizeof(*p));
	if (!hist_span(bucket, b->nr, &first, &last))
		return;
	p->count = sum(bucket, b->nr);
	p->least = hist_lower(b, first);
	p->p50 = hist_percentile(b, bucket, 5000, max);
	p->p90 = hist_percentile(b, bucket, 9000, max);
	p->p99 = hist_percentile(b, bucket, 9900, max);
	p->p999 = hist_percentile(b, bucket, 9990, max);
}
