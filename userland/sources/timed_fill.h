/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_TIMED_FILL_H
#define KVM_EXITSTAT_TIMED_FILL_H

#include "sources/debugfs.h"

/*
 * How many exits were timed the distributions tell: of the exits that an entry has
 * followed, those in no bucket were not. Fills COL_TIMED and sample.detail; where the
 * host has no distributions to tell it, the column stays away.
 *
 * With detail=time there are times and no buckets. Where a time is longer than all
 * buckets together can be, that has been so: how many were timed is NOT_KNOWN wherever
 * it is not all. So it is of CPUs and of VMs that have ended, which have no distributions.
 */
void timed_fill(const struct debugfs *d, struct sample *s);

#endif
