/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: what of them a guest is shown.
 */
#ifndef __KVM_VMEXIT_LEAVES_H
#define __KVM_VMEXIT_LEAVES_H

#include "vm.h"

/* As the module's parameter exit_stats_cpuid and a VM's file cpuid have it. */
enum kvm_vmexit_leaves {
	KVM_VMEXIT_LEAVES_OFF,
	KVM_VMEXIT_LEAVES_VM,
	KVM_VMEXIT_LEAVES_HOST,
};

void kvm_vmexit_leaves_init(void);
unsigned int kvm_vmexit_leaves_of(const struct kvm_vmexit_vm *vm);

#endif /* __KVM_VMEXIT_LEAVES_H */
