/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: what a reset has kept of a vCPU.
 */
#ifndef __KVM_VMEXIT_BASELINE_H
#define __KVM_VMEXIT_BASELINE_H

#include "store.h"

struct kvm_vmexit_baseline *
kvm_vmexit_baseline_alloc(const struct kvm_vmexit_vcpu *stats);
bool kvm_vmexit_baseline_fits(const struct kvm_vmexit_baseline *baseline,
			      const struct kvm_vmexit_vcpu *stats);
void kvm_vmexit_baseline_fill(struct kvm_vmexit_baseline *baseline,
			      const struct kvm_vmexit_vcpu *stats);
void kvm_vmexit_baseline_subtract(const struct kvm_vmexit_baseline *baseline,
				  unsigned int slot, struct kvm_vmexit_slot *to,
				  u64 *nested);
unsigned int
kvm_vmexit_baseline_had_open(const struct kvm_vmexit_baseline *baseline,
			     unsigned int slot);

#endif /* __KVM_VMEXIT_BASELINE_H */
