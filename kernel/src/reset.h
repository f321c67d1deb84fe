/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: letting all views begin at zero.
 */
#ifndef __KVM_VMEXIT_RESET_H
#define __KVM_VMEXIT_RESET_H

#include "store.h"

int kvm_vmexit_reset_init(void);
void kvm_vmexit_reset_exit(void);
void kvm_vmexit_reset_subtract_cpu(struct kvm_vmexit_copy *copy, int cpu);
int kvm_vmexit_reset(void);

#endif /* __KVM_VMEXIT_RESET_H */
