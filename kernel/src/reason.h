/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: exit reasons, their names and their slots.
 */
#ifndef __KVM_EXIT_STATS_REASON_H
#define __KVM_EXIT_STATS_REASON_H

#include <linux/types.h>

struct kvm_exit_reason {
	char nr[12];		/* as the vendor's manual writes it; "-": none */
	bool handled;		/* the vendor module has a handler for it */
	char name[32];		/* the kernel's */
};

/* Slot by slot; the first two are KVM_EXIT_SLOT_NONE and KVM_EXIT_SLOT_OTHER. */
extern struct kvm_exit_reason kvm_exit_reasons[];
extern unsigned int kvm_exit_nr_slots;
extern unsigned int kvm_exit_isa;

void kvm_exit_reasons_init(unsigned int isa, bool (*handled)(u64 nr));
bool kvm_exit_reason_defined(u32 nr);
int kvm_exit_reason_slot(u32 nr);

#endif /* __KVM_EXIT_STATS_REASON_H */
