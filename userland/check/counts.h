/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_COUNTS_H
#define KVM_EXITSTAT_COUNTS_H

#include "check/check.h"
#include "vmm/kinds.h"

/* Exits of each kind: exactly so many more in the VM's rows. */
int check_counts(struct check *c, struct failure *f);

/* The growth of two looks against what the guest made of @kind: a finding each reason. */
void judge_counts(struct findings *found, const struct host *host, const char *kind,
		  const struct tally *made, const struct look *before, const struct look *after);

#endif
