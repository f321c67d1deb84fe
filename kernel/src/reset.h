/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: letting all views begin at zero.
 */
#ifndef __KVM_EXIT_STATS_RESET_H
#define __KVM_EXIT_STATS_RESET_H

#include "store.h"

int kvm_exit_reset_init(void);
void kvm_exit_reset_exit(void);
void kvm_exit_reset_subtract_cpu(struct kvm_exit_copy *copy, int cpu);
int kvm_exit_reset(void);

#endif /* __KVM_EXIT_STATS_RESET_H */
