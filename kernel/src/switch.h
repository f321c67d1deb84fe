/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: how much is recorded.
 */
#ifndef __KVM_VMEXIT_SWITCH_H
#define __KVM_VMEXIT_SWITCH_H

#include <linux/types.h>

struct kvm_vmexit_vcpu;

enum kvm_vmexit_detail {
	KVM_VMEXIT_DETAIL_COUNTS,
	KVM_VMEXIT_DETAIL_TIME,
	KVM_VMEXIT_DETAIL_FULL,
	KVM_VMEXIT_DETAIL_CAUSES,
};

bool kvm_vmexit_is_enabled(void);
enum kvm_vmexit_detail kvm_vmexit_detail(void);
void kvm_vmexit_give_causes(struct kvm_vmexit_vcpu *stats, gfp_t gfp);
void kvm_vmexit_switch(bool enabled, enum kvm_vmexit_detail detail);

#endif /* __KVM_VMEXIT_SWITCH_H */
