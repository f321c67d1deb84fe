/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_RUN_BESIDE_H
#define KVM_EXITSTAT_RUN_BESIDE_H

#include "commands/options.h"

/*
 * The operands are any command: run it, and print what the VM of --vm, which runs already,
 * did meanwhile; an exit status.
 */
int run_beside(struct options *o);

#endif
