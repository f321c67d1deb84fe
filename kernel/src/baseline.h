/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: reset.
 */
#ifndef __KVM_EXIT_STATS_BASELINE_H
#define __KVM_EXIT_STATS_BASELINE_H

#include "store.h"

struct kvm_exit_baseline;

struct kvm_exit_baseline *kvm_exit_baseline_alloc(const struct kvm_exit_slot *slots);
bool kvm_exit_baseline_update(struct kvm_exit_baseline *baseline,
			      const struct kvm_exit_slot *slots, unsigned int open);
void kvm_exit_baseline_subtract(const struct kvm_exit_baseline *baseline,
				struct kvm_exit_copy *copy);
u64 kvm_exit_closed(const struct kvm_exit_baseline *baseline,
		    const struct kvm_exit_copy *copy, unsigned int slot);

#endif /* __KVM_EXIT_STATS_BASELINE_H */
