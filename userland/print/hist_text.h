/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_HIST_TEXT_H
#define KVM_EXITSTAT_HIST_TEXT_H

#include "base/units.h"
#include "model/hist.h"
#include "model/view.h"

/* What the printers of distributions have in common. */

/* What is shown of a line; of one without a distribution no exits. */
struct shown_hist {
	struct hist_numbers numbers;
	struct percentiles p;
	u64 max;		/* 0: not known, as in an interval */
};

void hist_of_line(const struct view *v, const struct view_line *line, struct shown_hist *h);

/* Whether the longest of it is known: exits were timed, in a bucket or not. */
bool hist_knows_max(const struct shown_hist *h);

/* Whether a sample tells the longest. */
bool hist_has_max(const struct view *v);

const char *hist_time(char text[UNIT_TEXT], u64 cycles, const struct view *v);

/*
 * A percentile is interpolated inside a bucket: two digits are more than it is good to.
 * What is read off is never above the maximum.
 */
const char *hist_rough_time(char text[UNIT_TEXT], u64 cycles, u64 max, const struct view *v);

/* The cycles that @per_10000 of the exits did not exceed, of values as below; "-" of none. */
const char *hist_percentile_time(char text[UNIT_TEXT], const struct view *v,
				 const u64 value[NR_COLUMNS], const struct hist_numbers *n,
				 unsigned int per_10000);

/* To the digits that are shown. */
struct percentiles hist_rounded(const struct percentiles *p, u64 max);

/* Of the line, or of the total, that has these values and this distribution. */
struct percentiles hist_of_values(const struct sample *s, const u64 value[NR_COLUMNS],
				  const struct hist_numbers *n);

/* Where a bucket ends. */
const char *hist_end(char text[UNIT_TEXT], unsigned int i, const struct view *v);

u64 hist_largest(const u64 bucket[], unsigned int nr);

/* @part of @whole as 0..@steps, rounded up: what is there is seen. */
unsigned int hist_height(u64 part, u64 whole, unsigned int steps);

#endif
