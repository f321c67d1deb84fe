/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PHASES_H
#define KVM_EXITSTAT_PHASES_H

#include "check/check.h"

/* Each phase is as long as what the guest or its VMM is known to have done. */
int check_phases(struct check *c, struct failure *f);

/*
 * What @known cycles of it were made of: the phase has grown by at least as much, and by
 * no more than there were between the two looks.
 */
void judge_user(struct findings *found, u64 known, const struct look *before,
		const struct look *after);
/* @known: from where KVM said that the vCPU is blocked to where it was woken. */
void judge_halted(struct findings *found, u64 known, const struct look *before,
		  const struct look *after);
/* @known: what the guest's clock has gone on while it made no exit of its own. */
void judge_guest(struct findings *found, u64 known, const struct look *before,
		 const struct look *after);

#endif
