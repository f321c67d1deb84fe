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

/*
 * A vCPU's statistics.  @seq has one writer, the vCPU's thread, which holds
 * it with interrupts off; a reader that finds it unchanged has seen one moment.
 */
struct kvm_exit_vcpu {
	seqcount_t seq;
	u16 open;		/* slot of the exit not yet followed by an entry */
	u64 mark;		/* TSC at which the guest or kernel phase began,
				 * moved on by the phases that interrupted it
				 */
	u64 begun[NR_KVM_EXIT_PHASES];	/* TSC, 0: not in that phase */
	u64 backwards;		/* differences that were negative */
	struct kvm_exit_slot slots[] __aligned(64);
};

struct kvm_exit_vcpu *kvm_exit_vcpu_alloc(void);
void kvm_exit_slots_add(struct kvm_exit_slot *sum,
			const struct kvm_exit_slot *slots);
void kvm_exit_slots_add_cpu(struct kvm_exit_slot *sum, int cpu);

#endif /* __KVM_EXIT_STATS_STORE_H */
