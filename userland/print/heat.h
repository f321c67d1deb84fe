/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_HEAT_H
#define KVM_EXITSTAT_HEAT_H

#include "model/view.h"

/* What is drawn of a recording's distributions: how many exits took how long, and when. */
#define MAX_HEAT_COLUMNS	256	/* even: more than a picture has room for become half as many */

struct heat_column {
	u64 begin_ns, end_ns;	/* of the time that the intervals before and in it took */
	u64 counted_ns;		/* that those in it took */
	u64 bucket[MAX_BUCKETS];
};

struct heat {
	const struct view_options *options;	/* of which reasons of which scope */
	struct bounds bounds;		/* without buckets: nothing had distributions */
	struct heat_column *columns;
	size_t nr, intervals;		/* the last column is of so many of @intervals_each */
	size_t intervals_each;
	u64 elapsed_ns, tsc_khz;
	unsigned int first, last;	/* after heat_finish(): the buckets that have exits */
	double least, most;		/* exits per second in a bucket that has some */
};

/* The first sample, then each interval; then what is to be drawn, false where that is nothing. */
void heat_begin(struct heat *h, const struct sample *first);
void heat_add(struct heat *h, const struct sample *difference);
bool heat_finish(struct heat *h);
void heat_free(struct heat *h);

/* Exits per second of a bucket. */
double heat_rate(const struct heat_column *c, unsigned int bucket);

#endif
