/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: what a reset has kept of vCPUs and CPUs.
 */
#ifndef __KVM_VMEXIT_BASELINE_H
#define __KVM_VMEXIT_BASELINE_H

#include "copy.h"

struct kvm_vmexit_baseline *
kvm_vmexit_baseline_alloc(const struct kvm_vmexit_vcpu *stats);
bool kvm_vmexit_baseline_fits(const struct kvm_vmexit_baseline *baseline,
			      const struct kvm_vmexit_vcpu *stats);
void kvm_vmexit_baseline_fill(struct kvm_vmexit_baseline *baseline,
			      const struct kvm_vmexit_vcpu *stats);
void kvm_vmexit_baseline_subtract(const struct kvm_vmexit_baseline *baseline,
				  unsigned int slot, struct kvm_vmexit_slot *to,
				  struct kvm_vmexit_rare *rare);
unsigned int
kvm_vmexit_baseline_had_open(const struct kvm_vmexit_baseline *baseline,
			     unsigned int slot);

int kvm_vmexit_baseline_init(void);
void kvm_vmexit_baseline_exit(void);
void kvm_vmexit_baseline_fill_cpu(int cpu);
void kvm_vmexit_baseline_subtract_cpu(struct kvm_vmexit_copy *copy, int cpu);

#endif /* __KVM_VMEXIT_BASELINE_H */
