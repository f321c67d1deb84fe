/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: ending and beginning the account of a vCPU.
 */
#ifndef __KVM_EXIT_STATS_PHASE_H
#define __KVM_EXIT_STATS_PHASE_H

#include "store.h"

void kvm_exit_stats_record_phases(bool record);
void kvm_exit_stats_settle(struct kvm_exit_vcpu *stats);

#endif /* __KVM_EXIT_STATS_PHASE_H */
