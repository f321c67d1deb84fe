/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: the phases that interrupt KVM's work, seen from outside the
 * vCPU's thread.
 */
#ifndef __KVM_EXIT_STATS_PHASE_H
#define __KVM_EXIT_STATS_PHASE_H

#include "store.h"

/* What has been going on and is in no cell yet; cycles. */
struct kvm_exit_progress {
	u64 guest;		/* that no exit has ended */
	u64 kernel;		/* of the open exit, as all that follows */
	u64 phase[NR_KVM_EXIT_PHASES];
	u64 out, rest;		/* TSC at which the thread went out, and not queued */
};

void kvm_exit_progress(struct kvm_exit_progress *progress,
		       const struct kvm_exit_state *state, u64 now);
void kvm_exit_progress_shown(const struct kvm_exit_progress *progress,
			     struct kvm_exit_vcpu *stats);
void kvm_exit_stats_record_phases(bool record);
void kvm_exit_stats_settle(struct kvm_exit_state *state);
void kvm_exit_stats_charge(struct kvm_exit_state *state);
void kvm_exit_stats_shift(struct kvm_exit_state *state, u64 cycles);

#endif /* __KVM_EXIT_STATS_PHASE_H */
