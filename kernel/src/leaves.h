/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: what of them a guest is shown.
 */
#ifndef __KVM_EXIT_STATS_LEAVES_H
#define __KVM_EXIT_STATS_LEAVES_H

#include "vm.h"

/* As the module's parameter exit_stats_cpuid and a VM's file cpuid have it. */
enum kvm_exit_leaves {
	KVM_EXIT_LEAVES_OFF,
	KVM_EXIT_LEAVES_VM,
	KVM_EXIT_LEAVES_HOST,
};

void kvm_exit_leaves_init(void);
unsigned int kvm_exit_leaves_of(const struct kvm_exit_vm *vm);

#endif /* __KVM_EXIT_STATS_LEAVES_H */
