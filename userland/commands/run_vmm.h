/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_RUN_VMM_H
#define KVM_EXITSTAT_RUN_VMM_H

#include "commands/options.h"

/* The operands start VMs: run them, and print the exits of these; an exit status. */
int run_vmm(struct options *o);

#endif
