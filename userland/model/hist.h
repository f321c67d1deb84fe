/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_HIST_H
#define KVM_EXITSTAT_HIST_H

#include "model/model.h"

/*
 * Distributions of the kernel phase: bucket i counts the exits that took from
 * lower[i] to lower[i + 1] cycles, the first one also all that took less, the last
 * one all that took longer. The lower bounds are the names of the columns.
 */
#define MAX_BUCKETS	64

struct hist_row {
	u32 reason;
	u64 closed;		/* exits that an entry has followed, timed or not */
	u64 since;		/* of its scope; 0: not told */
	u64 bucket[MAX_BUCKETS];
};

struct hist {
	unsigned int nr_buckets;
	u64 lower[MAX_BUCKETS];
	struct hist_row *rows;
	size_t nr_rows, rows_room;
};

const struct hist_row *hist_find(const struct hist *h, u32 reason);
void hist_free(struct hist *h);

/* What is read off one distribution. */
struct percentiles {
	u64 count;
	u64 least;	/* where the lowest bucket that is not empty begins */
	u64 p50, p90, p99, p999;
};

/* What bucket @i counts begins here: the first one has what took no cycle, too. */
u64 hist_lower(const struct hist *h, unsigned int i);

/*
 * The cycles that @per_10000 of the exits do not exceed, by interpolation inside
 * the bucket; never above @max, where that is known (not 0).
 */
u64 hist_percentile(const struct hist *h, const u64 bucket[], u64 per_10000, u64 max);
void hist_percentiles(const struct hist *h, const u64 bucket[], u64 max,
		      struct percentiles *p);

/* First and last bucket that are not empty; false (and both 0) where all are. */
bool hist_span(const u64 bucket[], unsigned int nr_buckets, unsigned int *first,
	       unsigned int *last);

#endif
