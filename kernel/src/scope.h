/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: reading the host, a VM or a vCPU.
 */
#ifndef __KVM_EXIT_STATS_SCOPE_H
#define __KVM_EXIT_STATS_SCOPE_H

#include "store.h"
#include "vm.h"

int kvm_exit_scopes_init(void);
void kvm_exit_scopes_exit(void);
void kvm_exit_cpu_read(int cpu, struct kvm_exit_copy *copy);
int kvm_exit_scope_add(const struct kvm_exit_scope *scope,
		       struct kvm_exit_copy *sum);
int kvm_exit_reset(void);

#endif /* __KVM_EXIT_STATS_SCOPE_H */
