/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_TIMED_H
#define KVM_EXITSTAT_TIMED_H

#include "model/model.h"

/*
 * With detail=counts exits are counted and not timed, with enabled=0 neither: how many of
 * them COL_KERNEL is of is COL_TIMED, or NOT_KNOWN.
 */

/* All exits were timed. */
void timed_take_all(struct sample *s);

/* After the rows: their totals. @unsure: where it is not all it is not known. */
void timed_finish(struct sample *s, bool unsure);

/* Of a difference, by what was on at both of its ends. */
void timed_difference(const struct sample *earlier, const struct sample *later,
		      struct sample *difference);

/* The exits that the time COL_KERNEL is of; 0: none; NOT_KNOWN. */
u64 timed_exits(const struct sample *s, const u64 value[NR_COLUMNS]);

/* The average time of these in KVM, in cycles; false where there is none to be known. */
bool timed_average(const struct sample *s, const u64 value[NR_COLUMNS], u64 *cycles);

#endif
