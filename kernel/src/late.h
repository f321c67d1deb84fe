/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: what is behind an exit that KVM knows only when it has
 * handled it.
 */
#ifndef __KVM_VMEXIT_LATE_H
#define __KVM_VMEXIT_LATE_H

struct kvm_vmexit_state;

u16 kvm_vmexit_late_forget(struct kvm_vmexit_state *state);

#endif /* __KVM_VMEXIT_LATE_H */
