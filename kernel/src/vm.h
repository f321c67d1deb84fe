/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: the VMs there are.
 *
 * What lives how long, and who keeps it:
 *
 * struct kvm_vmexit_vm	from kvm_vmexit_vm_create() on, until the last of those
 *			who hold a reference lets go: KVM's VM itself, files of
 *			it that are open, readers.
 * struct kvm_vmexit_vcpu	as long as its VM's statistics, once its vCPU is
 *			online.
 * vm->kvm		until kvm_vmexit_vm_destroy(), where KVM begins to take
 *			the VM down.  Until then the VM is in kvm_vmexit_vms.
 * stats->vcpu		until then as well: see its lock.
 *
 * A VM ends at the start of kvm_arch_destroy_vm().  No vCPU can run any more,
 * as each descriptor held a reference.  First the vCPUs are settled, one after
 * the other; then, in one section of kvm_vmexit_lock, the VM leaves
 * kvm_vmexit_vms and its totals join those that have ended.  What hooks do
 * while KVM takes the VM down is counted nowhere.
 *
 * So whoever has a VM of kvm_vmexit_vms under kvm_vmexit_lock may look at
 * vm->kvm, and if kvm_get_kvm_safe() gives a reference, the VM stays in
 * the list and its vCPUs exist until that is put: kvm_vmexit_next_vm() does
 * so.  Putting it may destroy the VM then and there, so no lock may be held.
 */
#ifndef __KVM_VMEXIT_VM_H
#define __KVM_VMEXIT_VM_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/spinlock.h>

#include "store.h"

struct kvm_vmexit_tally;

struct kvm_vmexit_vm {
	struct kref ref;
	struct kvm *kvm;
	struct list_head node;		/* in kvm_vmexit_vms */
	struct list_head vcpus;		/* kvm_vmexit_vcpu.node; only grows */
	struct dentry *dir;
	char name[32];			/* <pid>-<fd>, as KVM's own directory */
	u64 since;			/* CLOCK_BOOTTIME, ns: counted from */
	u32 instance;			/* another VM has another; never 0 */
	int leaves;			/* exit_stats_cpuid, -1: as for all */
	unsigned int nr_vcpus;
	u64 backwards;			/* of all vCPUs, when it has ended */
	unsigned int nr_new_causes;	/* keys that the host has by it */
	/*
	 * The host's keys when it had one that got no row, or has ended: it has no
	 * others until a reset.  NULL before that.
	 */
	struct kvm_vmexit_tally *known;
	struct kvm_vmexit_tally *forgotten;	/* the same before a reset */
	bool ended;
};

/*
 * The lists of VMs and of their vCPUs, and what is known of VMs that have
 * ended.  Held for a few instructions, or for one step along each VM; nothing
 * sleeps, nor waits for anybody, with it.  A raw one: stop_machine() finds
 * nobody in it.  The lock of a vCPU's statistics may be taken with it, never the
 * other way round.
 */
extern raw_spinlock_t kvm_vmexit_lock;
extern struct list_head kvm_vmexit_vms;		/* oldest first */
extern struct list_head kvm_vmexit_newborn;	/* vCPUs that are not online yet */
extern unsigned int kvm_vmexit_nr_vms;
extern unsigned int kvm_vmexit_nr_vcpus;

void kvm_vmexit_vm_get(struct kvm_vmexit_vm *vm);
void kvm_vmexit_vm_put(struct kvm_vmexit_vm *vm);
struct kvm_vmexit_vm *kvm_vmexit_next_vm(struct kvm_vmexit_vm *vm);

/* The list only grows while anybody has a reference: no lock, no RCU. */
#define kvm_vmexit_for_each_vcpu(stats, vm) \
	list_for_each_entry_lockless(stats, &(vm)->vcpus, node)

#endif /* __KVM_VMEXIT_VM_H */
