/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: the data.
 *
 * There are two stores, both arrays of slots, one slot for each exit reason:
 * one array per vCPU, written by the thread that runs the vCPU and by nobody
 * else, and one per physical CPU, written by whatever vCPU thread runs there.
 * Nothing is locked; readers merge.
 */
#ifndef __KVM_EXIT_STATS_STORE_H
#define __KVM_EXIT_STATS_STORE_H

#include <linux/bitmap.h>
#include <linux/list.h>
#include <linux/seqlock.h>
#include <linux/types.h>

#define KVM_EXIT_HIST_BUCKETS	32

/* The phases that interrupt KVM's own work on an exit. */
enum kvm_exit_phase {
	KVM_EXIT_PHASE_USER,
	KVM_EXIT_PHASE_HALTED,
	KVM_EXIT_PHASE_PREEMPTED,
	NR_KVM_EXIT_PHASES
};

/* One exit reason, one cache line.  Times are host TSC cycles. */
struct kvm_exit_cell {
	u64 exits;
	u64 guest;			/* ran until such an exit ended it */
	u64 kernel;			/* KVM's work on such exits */
	u64 phase[NR_KVM_EXIT_PHASES];	/* user, halted, preempted */
	u64 max;			/* longest kernel phase of one exit */
	u64 nested;			/* exits taken from L2 */
};

/*
 * hist[i] counts exits whose kernel phase took [2^i, 2^(i+1)) cycles; the
 * first bucket includes 0, the last is open.
 */
struct kvm_exit_slot {
	struct kvm_exit_cell cell;
	u64 hist[KVM_EXIT_HIST_BUCKETS];
} __aligned(64);

/*
 * Slots are named by their byte offset in the array, so that the exit path
 * adds instead of multiplying.  The first takes what must be counted nowhere:
 * the time before the first VM entry and while the statistics were off.
 */
#define KVM_EXIT_SLOT_NONE	0
#define KVM_EXIT_SLOT_OTHER	sizeof(struct kvm_exit_slot)

/* What a vCPU's statistics may take; it bounds the number of slots. */
#define KVM_EXIT_VCPU_BYTES	(32 * 1024)

struct kvm_exit_baseline;
struct kvm_exit_vcpu;
struct kvm_exit_vm;

/*
 * What a file shows: a vCPU's statistics, those of a VM (@vcpu is NULL), or
 * those of the host (both are NULL).
 */
struct kvm_exit_scope {
	struct kvm_exit_vm *vm;
	struct kvm_exit_vcpu *vcpu;
};

/*
 * A vCPU's statistics.  @seq has one writer, the vCPU's thread, which holds
 * it with interrupts off; a reader that finds it unchanged has seen one moment.
 */
struct kvm_exit_vcpu {
	seqcount_t seq;
	u32 open;		/* slot of the exit not yet followed by an entry */
	u64 mark;		/* TSC at which the guest or kernel phase began,
				 * moved on by the phases that interrupted it
				 */
	u64 begun[NR_KVM_EXIT_PHASES];	/* TSC, 0: not in that phase */
	u64 backwards;		/* differences that were negative */

	/* The rest is under kvm_exit_lock. */
	struct list_head node;	/* in its VM's list */
	struct kvm_exit_scope scope;
	struct kvm_exit_baseline *baseline;	/* of the last reset, or NULL */
	struct kvm_exit_baseline *next_baseline;	/* while resetting */
	int id;
	bool online;		/* creating the vCPU cannot fail any more */

	struct kvm_exit_slot slots[] __aligned(64);
};

/* Slots that fit into what a vCPU's statistics may take. */
#define KVM_EXIT_MAX_SLOTS						\
	((KVM_EXIT_VCPU_BYTES - sizeof(struct kvm_exit_vcpu)) /		\
	 sizeof(struct kvm_exit_slot))

/*
 * What readers work on: a copy of stores, or a sum of copies.  Most reasons never
 * happen: slots that are not @used are zero, and nobody has to look at them.
 */
struct kvm_exit_copy {
	DECLARE_BITMAP(used, KVM_EXIT_MAX_SLOTS);
	unsigned int open;	/* of a copy of one vCPU: its open exit's slot */
	u64 closed[KVM_EXIT_MAX_SLOTS];	/* of vCPUs: exits followed by an entry */
	struct kvm_exit_slot slots[];
};

struct kvm_exit_vcpu *kvm_exit_vcpu_alloc(void);
void kvm_exit_vcpu_free(struct kvm_exit_vcpu *stats);
struct kvm_exit_copy *kvm_exit_copy_alloc(void);
bool kvm_exit_slot_used(const struct kvm_exit_slot *slot);
void kvm_exit_copy_clear(struct kvm_exit_copy *copy);
int kvm_exit_copy_vcpu(struct kvm_exit_copy *copy,
		       const struct kvm_exit_vcpu *stats);
void kvm_exit_copy_cpu(struct kvm_exit_copy *copy, int cpu);
void kvm_exit_add(struct kvm_exit_copy *sum, const struct kvm_exit_copy *copy);

#endif /* __KVM_EXIT_STATS_STORE_H */
