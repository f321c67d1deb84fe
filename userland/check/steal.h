/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_STEAL_H
#define KVM_EXITSTAT_STEAL_H

#include "check/check.h"

/* Two busy vCPUs on one CPU wait for each other, for as long as the scheduler says. */
int check_steal(struct check *c, struct failure *f);

/*
 * @delayed: cycles that both threads waited for the CPU, by the scheduler; of those up to
 * @outside in no vCPU.
 */
void judge_steal(struct findings *found, u64 delayed, u64 outside, const struct look *before,
		 const struct look *after);

#endif
