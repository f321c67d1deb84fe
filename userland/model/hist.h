/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_HIST_H
#define KVM_EXITSTAT_HIST_H

#include "model/model.h"

/* Distributions of the kernel phase, as the host's files have them. */
struct hist_row {
	u32 reason;
	u64 closed;		/* exits that an entry has followed, timed or not */
	u64 since;		/* of its scope; 0: not told */
	u64 bucket[MAX_BUCKETS];
};

struct hist {
	struct bounds bounds;
	struct hist_row *rows;
	size_t nr_rows, rows_room;
};

const struct hist_row *hist_find(const struct hist *h, u32 reason);
void hist_free(struct hist *h);

/* The same in a sample, with as many buckets as its bounds have. */
struct distribution {
	u64 closed;
	u64 bucket[];
};

/* Of a row, or NULL where it has none. */
struct distribution *row_distribution(const struct sample *s, const struct row *row);

/* Give a row one of no exits. */
struct distribution *row_add_distribution(struct sample *s, struct row *row);

/* Give a row what a host's file says; the first one says where the sample's buckets begin. */
void row_set_distribution(struct sample *s, struct row *row, const struct bounds *b,
			  const struct hist_row *from);

/* Give all rows of a scope that @h has what it says. */
void sample_take_hist(struct sample *s, struct scope_key scope, const struct hist *h);

/* A distribution to read: of a row, or of several together. */
struct hist_numbers {
	u64 closed;
	u64 bucket[MAX_BUCKETS];
};

/* Add that of a row; nothing where it has none. */
void hist_add_row(struct hist_numbers *sum, const struct sample *s, const struct row *row);

/* All of a scope's together. */
void scope_hist(const struct sample *s, const struct scope *scope, struct hist_numbers *n);

bool same_bounds(const struct bounds *a, const struct bounds *b);

/* sum += part, with the rows' samples as many buckets. */
void add_distribution(struct distribution *sum, const struct distribution *part, unsigned int nr);

/* What is read off one distribution. */
struct percentiles {
	u64 count;
	u64 least;	/* where the lowest bucket that is not empty begins */
	u64 p50, p90, p99, p999;
};

/* What bucket @i counts begins here: the first one has what took no cycle, too. */
u64 hist_lower(const struct bounds *b, unsigned int i);

/*
 * The cycles that @per_10000 of the exits do not exceed, by interpolation inside
 * the bucket; never above @max, where that is known (not 0).
 */
u64 hist_percentile(const struct bounds *b, const u64 bucket[], u64 per_10000, u64 max);
void hist_percentiles(const struct bounds *b, const u64 bucket[], u64 max,
		      struct percentiles *p);

/* First and last bucket that are not empty; false (and both 0) where all are. */
bool hist_span(const u64 bucket[], unsigned int nr_buckets, unsigned int *first,
	       unsigned int *last);

#endif
