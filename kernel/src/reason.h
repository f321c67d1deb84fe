/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: exit reasons, their names and their slots.
 */
#ifndef __KVM_VMEXIT_REASON_H
#define __KVM_VMEXIT_REASON_H

#include <linux/types.h>

struct kvm_vmexit_reason {
	char nr[12];		/* as the vendor's manual has it; "-": none */
	bool handled;		/* the vendor module has a handler for it */
	bool keyed;		/* something is known of what is behind it */
	char name[32];		/* the kernel's */
};

/*
 * Slot by slot; the first two are KVM_VMEXIT_SLOT_NONE and
 * KVM_VMEXIT_SLOT_OTHER.
 */
extern struct kvm_vmexit_reason kvm_vmexit_reasons[];
extern unsigned int kvm_vmexit_isa;

void kvm_vmexit_reasons_init(unsigned int isa, bool (*handled)(u64 nr));
bool kvm_vmexit_reason_defined(u32 nr);
int kvm_vmexit_reason_slot(u32 nr);

#endif /* __KVM_VMEXIT_REASON_H */
