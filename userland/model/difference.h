/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_DIFFERENCE_H
#define KVM_EXITSTAT_DIFFERENCE_H

#include "model/model.h"

/*
 * What happened between two samples, in the scopes of the later one.
 *
 * Counters of a scope that began at the same time (scope.since) only grow: one that
 * is smaller than before has not grown. With another begin, because of a reset or of
 * a module that was loaded anew, the later values are the difference (scope.restarted
 * says so); so they are of a scope that is new, such as the next VM of one name.
 *
 * A VM that has ended has what it did since the earlier sample, and so has "older": the
 * VMs add up to the host. scope.duration_ns says how long each could count. There is no
 * COL_MAX: the longest exit of an interval is not known.
 */
void sample_difference(const struct sample *earlier, const struct sample *later,
		       struct sample *difference);

/* Add a difference to the sum of those before it; a new @sum is all zero. */
void sample_accumulate(struct sample *sum, const struct sample *difference);

#endif
