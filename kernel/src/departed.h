/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: the VMs that have ended.
 */
#ifndef __KVM_VMEXIT_DEPARTED_H
#define __KVM_VMEXIT_DEPARTED_H

#include <linux/kref.h>
#include <linux/list.h>

#include "copy.h"

struct kvm_vmexit_tally;
struct kvm_vmexit_vm;

#define KVM_VMEXIT_MAX_DEPARTED	16

/* The final totals of a VM; nobody writes them. */
struct kvm_vmexit_departed {
	struct kref ref;
	struct list_head node;
	char name[32];
	struct kvm_vmexit_copy *total;
};

/* Under kvm_vmexit_lock. */
extern struct list_head kvm_vmexit_departed;	/* oldest first, at most 16 */
extern struct kvm_vmexit_copy *kvm_vmexit_older;	/* ended before those */
extern u64 kvm_vmexit_departed_backwards;
extern struct kvm_vmexit_tally *kvm_vmexit_past_causes;	/* of all, or NULL */
extern u64 kvm_vmexit_resets;

int kvm_vmexit_departed_init(void);
void kvm_vmexit_departed_exit(void);
void kvm_vmexit_departed_put(struct kvm_vmexit_departed *departed);
void kvm_vmexit_departed_put_all(struct list_head *list);
void kvm_vmexit_depart(struct kvm_vmexit_vm *vm);
void kvm_vmexit_admit_causes(struct kvm_vmexit_vm *vm,
			     struct kvm_vmexit_tally *tally);

#endif /* __KVM_VMEXIT_DEPARTED_H */
