/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_TIMED_H
#define KVM_EXITSTAT_TIMED_H

#include "sources/source_debugfs.h"

/*
 * With detail=counts exits are counted and not timed, with enabled=0 neither. How many
 * were timed the distributions tell: of the exits that an entry has followed, those in
 * no bucket were not. Fills COL_TIMED and sample.detail; where the host has no
 * distributions to tell it, the column stays away.
 *
 * With detail=time there are times and no buckets. Where a time is longer than all
 * buckets together can be, that has been so: how many were timed is NOT_KNOWN wherever
 * it is not all. So it is of CPUs and of VMs that have ended, which have no distributions.
 */
void timed_fill(const struct debugfs *d, struct sample *s);

/* The same for a difference, by what was on at both of its ends. */
void timed_difference(const struct sample *earlier, const struct sample *later,
		      struct sample *difference);

/* The exits that the time COL_KERNEL is of; 0: none; NOT_KNOWN. */
u64 timed_exits(const struct sample *s, const u64 value[NR_COLUMNS]);

/* The average time of these in KVM, in cycles; false where there is none to be known. */
bool timed_average(const struct sample *s, const u64 value[NR_COLUMNS], u64 *cycles);

#endif
