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

static u64 sum(const u64 bucket[], unsigned int nr_buckets)
{
	u64 total = 0;

	for (unsigned int i = 0; i < nr_buckets; i++)
		if (__builtin_add_overflow(total, bucket[i], &total))
			return UINT64_MAX;
	return total;
}

u64 hist_lower(const struct hist *h, unsigned int i)
{
	return i ? h->lower[i] : 0;
}

static u64 upper_end(const struct hist *h, unsigned int i, u64 max)
{
	if (i + 1 < h->nr_buckets)
		return h->lower[i + 1];
	return max > hist_lower(h, i) ? max : hist_lower(h, i);
}

u64 hist_percentile(const struct hist *h, const u64 bucket[], u64 per_10000, u64 max)
{
	u64 total = sum(bucket, h->nr_buckets), before = 0;
	u64 rank = ((u128)total * per_10000 + 9999) / 10000;

	for (unsigned int i = 0; i < h->nr_buckets; i++) {
		u64 lower = hist_lower(h, i), value;

		if (!bucket[i] || rank - before > bucket[i]) {
			before += bucket[i];
			continue;
		}
		value = lower + (u128)(upper_end(h, i, max) - lower) * (rank - before) / bucket[i];
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

void hist_percentiles(const struct hist *h, const u64 bucket[], u64 max,
		      struct percentiles *p)
{
	unsigned int first, last;

	memset(p, 0, sizeof(*p));
	if (!hist_span(bucket, h->nr_buckets, &first, &last))
		return;
	p->count = sum(bucket, h->nr_buckets);
	p->least = hist_lower(h, first);
	p->p50 = hist_percentile(h, bucket, 5000, max);
	p->p90 = hist_percentile(h, bucket, 9000, max);
	p->p99 = hist_percentile(h, bucket, 9900, max);
	p->p999 = hist_percentile(h, bucket, 9990, max);
}
