/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_COST_H
#define KVM_EXITSTAT_COST_H

#include "check/check.h"

/*
 * What a CPUID exit costs with nothing recorded and at each level of detail, in turn. With
 * @beside also while there are other VMs, else it ends where one has come. At `causes`
 * only where that gives no other VM a table that it would keep: where @was is that
 * already, or there is no other VM.
 */
int check_cost(struct check *c, enum detail was, bool beside, struct failure *f);

#endif
