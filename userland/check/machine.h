/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_MACHINE_H
#define KVM_EXITSTAT_MACHINE_H

#include "check/findings.h"
#include "sources/debugfs.h"

/*
 * What a reader of the page has to know of the machine: processor, kernel, modules, clock
 * and what makes exits longer there. No names of the machine's or of anybody's VMs.
 */
void add_machine(struct findings *f, const struct debugfs *d);

#endif
