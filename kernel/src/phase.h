/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: the phases that interrupt KVM's work, seen from outside
 * the vCPU's thread.
 */
#ifndef __KVM_VMEXIT_PHASE_H
#define __KVM_VMEXIT_PHASE_H

#include "store.h"

/* What has been going on and is in no cell yet; cycles. */
struct kvm_vmexit_progress {
	u64 guest;		/* that no exit has ended */
	u64 kernel;		/* of the open exit, as all that follows */
	u64 phase[KVM_VMEXIT_NR_PHASES];
	u64 out, rest;	/* TSC at which the thread went out; not queued */
};

void kvm_vmexit_progress(struct kvm_vmexit_progress *progress,
			 const struct kvm_vmexit_state *state, u64 now);
void kvm_vmexit_progress_shown(const struct kvm_vmexit_progress *progress,
			       struct kvm_vmexit_vcpu *stats);
void kvm_vmexit_record_phases(bool record);
void kvm_vmexit_settle(struct kvm_vmexit_state *state);
void kvm_vmexit_charge(struct kvm_vmexit_state *state);
void kvm_vmexit_shift(struct kvm_vmexit_state *state, u64 cycles);

#endif /* __KVM_VMEXIT_PHASE_H */
