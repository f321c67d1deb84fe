/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_CONSERVED_H
#define KVM_EXITSTAT_CONSERVED_H

#include "check/check.h"

/* Nothing is lost and nothing is there twice: in rows, vCPUs, phases. */
int check_conserved(struct check *c, struct failure *f);

/* The VM that has ended is among the departed with all that it had. Closes the VM. */
int check_departed(struct check *c, struct failure *f);

/* A VM's rows and its vCPUs against its total. */
void judge_sums(struct findings *found, const struct sample *vm, const struct sample *vcpus);

/*
 * The six phases of a vCPU against its life, which was between @shortest and @longest
 * cycles, within 0.1 %.
 */
void judge_life(struct findings *found, const struct scope *vcpu, u64 shortest, u64 longest);

#endif
