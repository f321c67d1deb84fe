/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: what a reset has kept of a vCPU.
 */
#ifndef __KVM_EXIT_STATS_BASELINE_H
#define __KVM_EXIT_STATS_BASELINE_H

#include "store.h"

struct kvm_exit_baseline *kvm_exit_baseline_alloc(const struct kvm_exit_vcpu *stats);
bool kvm_exit_baseline_fits(const struct kvm_exit_baseline *baseline,
			    const struct kvm_exit_vcpu *stats);
void kvm_exit_baseline_fill(struct kvm_exit_baseline *baseline,
			    const struct kvm_exit_vcpu *stats);
void kvm_exit_baseline_subtract(const struct kvm_exit_baseline *baseline,
				unsigned int slot, struct kvm_exit_slot *to,
				u64 *nested);
unsigned int kvm_exit_baseline_had_open(const struct kvm_exit_baseline *baseline,
					unsigned int slot);

#endif /* __KVM_EXIT_STATS_BASELINE_H */
