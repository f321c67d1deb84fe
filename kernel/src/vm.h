/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: the VMs there are, and those that have departed.
 */
#ifndef __KVM_EXIT_STATS_VM_H
#define __KVM_EXIT_STATS_VM_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/mutex.h>

#include "store.h"

/*
 * A VM's statistics outlive it while a file of it is open.  All but @ref is
 * written under kvm_exit_lock.
 */
struct kvm_exit_vm {
	struct kref ref;
	struct kvm *kvm;		/* while it has not departed */
	struct list_head node;		/* in kvm_exit_vms */
	struct list_head vcpus;		/* kvm_exit_vcpu.node; read under RCU */
	struct kvm_exit_scope scope;
	struct dentry *dir;
	char name[32];			/* <pid>-<fd>, as KVM's own directory */
	bool departed;
};

#define KVM_EXIT_MAX_DEPARTED	16

/* The final totals of a VM that has ended. */
struct kvm_exit_departed {
	struct list_head node;
	char name[32];
	struct kvm_exit_copy *total;
};

/*
 * Serialises the life of VMs and vCPUs, the readers and the switches.  No vCPU
 * takes it while it runs, and nothing waits for a vCPU while holding it.
 */
extern struct mutex kvm_exit_lock;
extern struct list_head kvm_exit_vms;		/* oldest first */
extern struct list_head kvm_exit_departed;	/* oldest first, at most 16 */
extern struct kvm_exit_copy *kvm_exit_older;	/* departed before those */

int kvm_exit_vms_init(void);
void kvm_exit_vms_exit(void);
void kvm_exit_vm_get(struct kvm_exit_vm *vm);
void kvm_exit_vm_put(struct kvm_exit_vm *vm);
void kvm_exit_departed_clear(void);

#endif /* __KVM_EXIT_STATS_VM_H */
