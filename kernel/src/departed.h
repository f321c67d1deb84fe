/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: the VMs that have ended.
 */
#ifndef __KVM_EXIT_STATS_DEPARTED_H
#define __KVM_EXIT_STATS_DEPARTED_H

#include <linux/kref.h>
#include <linux/list.h>

#include "store.h"

#define KVM_EXIT_MAX_DEPARTED	16

/* The final totals of a VM; nobody writes them. */
struct kvm_exit_departed {
	struct kref ref;
	struct list_head node;
	char name[32];
	struct kvm_exit_copy *total;
};

/* Under kvm_exit_lock. */
extern struct list_head kvm_exit_departed;	/* oldest first, at most 16 */
extern struct kvm_exit_copy *kvm_exit_older;	/* ended before those */
extern u64 kvm_exit_departed_backwards;
extern u64 kvm_exit_resets;

int kvm_exit_departed_init(void);
void kvm_exit_departed_exit(void);
void kvm_exit_departed_put(struct kvm_exit_departed *departed);
void kvm_exit_departed_put_all(struct list_head *list);
void kvm_exit_depart(struct kvm_exit_vm *vm);

#endif /* __KVM_EXIT_STATS_DEPARTED_H */
