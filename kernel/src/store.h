/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: the data.
 *
 * There are two stores, both arrays with an element for each exit reason: one
 * per vCPU, written by the thread that runs the vCPU and by nobody else, and
 * one per physical CPU, written by whatever vCPU thread runs there.  Nothing
 * is locked; readers merge.
 */
#ifndef __KVM_VMEXIT_STORE_H
#define __KVM_VMEXIT_STORE_H

#include <linux/list.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <asm/kvm_vmexit.h>

/* One exit reason, one cache line.  Times are host TSC cycles. */
struct kvm_vmexit_cell {
	u64 exits;
	u64 guest;			/* ran until such an exit ended it */
	u64 kernel;			/* KVM's work on such exits */
	u64 phase[KVM_VMEXIT_NR_PHASES]; /* user, halted, blocked, steal */
	u64 max;			/* longest kernel of a closed exit */
};

/*
 * hist[0] takes up to 2^9 cycles, hist[i] [2^(i+8), 2^(i+9)), the last the
 * rest.
 */
#define KVM_VMEXIT_HIST_SHIFT	8
#define KVM_VMEXIT_HIST_BUCKETS	24

/* What few exits write, of one exit reason: it stands beside the cells. */
struct kvm_vmexit_rare {
	u64 nested;		/* exits taken from L2 */
	u64 to_user;		/* exits that went to userspace */
};

/* One exit reason of a vCPU; a CPU has only the cell. */
struct kvm_vmexit_slot {
	struct kvm_vmexit_cell cell;
	u64 hist[KVM_VMEXIT_HIST_BUCKETS];
} __aligned(64);

/*
 * On the exit path a reason is the byte offset of its cell in a CPU's store,
 * four times which is that of its slot in a vCPU's: one addition and one
 * scaled address.  Everywhere else it is the index of both.
 *
 * The first slot takes what must be counted nowhere: the time before the first
 * VM entry and while the statistics were off.
 */
#define KVM_VMEXIT_SLOT_NONE	0
#define KVM_VMEXIT_SLOT_OTHER	1
#define KVM_VMEXIT_SLOT_FIRST	2

#define KVM_VMEXIT_OFFSET(slot)	((slot) * sizeof(struct kvm_vmexit_cell))
#define KVM_VMEXIT_OFFSET_NONE	KVM_VMEXIT_OFFSET(KVM_VMEXIT_SLOT_NONE)
#define KVM_VMEXIT_OFFSET_SCALE \
	(sizeof(struct kvm_vmexit_slot) / sizeof(struct kvm_vmexit_cell))

/* What a vCPU's statistics may take; it bounds the number of slots. */
#define KVM_VMEXIT_VCPU_BYTES	(20 * 1024)

/*
 * What a vCPU's returns to userspace write.  A block of its own: with a word more
 * for each slot the slots would take a page more.
 */
struct kvm_vmexit_to_user {
	/*
	 * The last exit that counts no more if it goes there: its offset, and how
	 * many exits its reason had with it.
	 */
	u64 exits;
	u16 open;
	u64 count[];		/* by slot */
};

struct kvm_vmexit_baseline;
struct kvm_vmexit_slowest_table;
struct kvm_vmexit_vm;

/*
 * A vCPU's statistics: what stands behind its slots and what is nested, in the
 * same pages.  They belong to the VM's statistics as soon as the vCPU is
 * online, and die with them.
 */
struct kvm_vmexit_vcpu {
	/*
	 * @lock: who holds it and finds @vcpu not NULL has a vCPU whose state
	 * stays.  The VM's end takes it once for each vCPU.  Innermost, never
	 * with interrupts off, held for one pass over the slots at most.
	 */
	raw_spinlock_t lock;
	int id;
	struct kvm_vcpu *vcpu;

	/* Of the vCPU's state, under its seqcount. */
	u8 phase;		/* enum kvm_vmexit_phase that has begun */
	bool out_runnable;	/* the thread could have run on at state.out */
	u64 out_delay;		/* its run delay then, ns */

	/*
	 * The thread, while state.out is set: it is in KVM_RUN then, and so
	 * exists.
	 */
	struct task_struct *task;
	/*
	 * What readers have shown of the time since state.out was @shown_out.
	 */
	u64 shown_out, shown_steal, shown_rest;

	u64 backwards;		/* differences that were negative */
	u64 since;		/* CLOCK_BOOTTIME, ns: counted from then on */

	struct list_head node;	/* in its VM's list */
	struct kvm_vmexit_baseline *baseline;	/* of the last reset, or NULL */
	struct kvm_vmexit_baseline *next_baseline;	/* while resetting */
	struct kvm_vmexit_slot *slots;	/* where the allocation begins */
	u64 *nested;		/* by slot */
	struct kvm_vmexit_to_user *to_user;
	struct kvm_vmexit_causes *causes;	/* or NULL */
	struct kvm_vmexit_slowest_table *slowest;	/* or NULL */
};

static inline struct kvm_vmexit_rare
kvm_vmexit_rare_of(const struct kvm_vmexit_vcpu *stats, unsigned int slot)
{
	return (struct kvm_vmexit_rare) {
		.nested = READ_ONCE(stats->nested[slot]),
		.to_user = READ_ONCE(stats->to_user->count[slot]),
	};
}

/* Slots that fit into what a vCPU's statistics may take. */
#define KVM_VMEXIT_MAX_SLOTS                                        \
	((KVM_VMEXIT_VCPU_BYTES - sizeof(struct kvm_vmexit_vcpu)) / \
	 (sizeof(struct kvm_vmexit_slot) + sizeof(u64)))

/* Whether a vCPU ever had such an exit: a slot without is zero throughout. */
static inline bool kvm_vmexit_slot_began(const struct kvm_vmexit_slot *counters)
{
	return READ_ONCE(counters->cell.exits);
}

/* Word by word, each read once and whole, whoever writes it meanwhile. */
static inline void kvm_vmexit_copy_words(void *copy, const void *store,
					 size_t bytes)
{
	const u64 *from = store;
	u64 *to = copy;
	size_t i;

	for (i = 0; i < bytes / sizeof(u64); i++)
		to[i] = READ_ONCE(from[i]);
}

struct kvm_vmexit_slot *kvm_vmexit_slots_alloc(void);
struct kvm_vmexit_to_user *kvm_vmexit_to_user_alloc(void);
struct kvm_vmexit_vcpu *kvm_vmexit_vcpu_alloc(void);
void kvm_vmexit_vcpu_free(struct kvm_vmexit_vcpu *stats);
int kvm_vmexit_cpus_alloc(struct kvm_vmexit_cell __percpu **cells,
			  struct kvm_vmexit_rare __percpu **rare);
void kvm_vmexit_cpus_free(struct kvm_vmexit_cell __percpu **cells,
			  struct kvm_vmexit_rare __percpu **rare);

/* Those that a reason has, and the first two; reason.c gives them out. */
extern unsigned int kvm_vmexit_nr_slots;

extern struct kvm_vmexit_cell __percpu *kvm_vmexit_cpu_cells;
extern struct kvm_vmexit_rare __percpu *kvm_vmexit_cpu_rare;

/* Whether there are statistics: not if the vendor module found no memory. */
static inline bool kvm_vmexit_present(void)
{
	return !!kvm_vmexit_cpu_cells;
}

#endif /* __KVM_VMEXIT_STORE_H */
