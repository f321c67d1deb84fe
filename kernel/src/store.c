// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: allocating, copying and merging the stores
 */
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "exit_stats.h"
#include "reason.h"

struct kvm_exit_slot __percpu *kvm_exit_cpu_slots;
EXPORT_SYMBOL_GPL(kvm_exit_cpu_slots);

/*
 * A vCPU's statistics, all zero, on the NUMA node of the thread that creates
 * the vCPU, charged to its memory cgroup.  May sleep.  NULL without memory.
 */
struct kvm_exit_vcpu *kvm_exit_vcpu_alloc(void)
{
	struct kvm_exit_vcpu *stats;

	stats = kvzalloc_node(struct_size(stats, slots, kvm_exit_nr_slots),
			      GFP_KERNEL_ACCOUNT, numa_node_id());
	if (stats)
		seqcount_init(&stats->seq);

	return stats;
}

/* Also frees what the last reset has kept.  NULL is ignored. */
void kvm_exit_vcpu_free(struct kvm_exit_vcpu *stats)
{
	if (stats)
		kvfree(stats->baseline);
	kvfree(stats);
}

/* Room for a copy of any store, all zero.  May sleep.  NULL without memory. */
struct kvm_exit_copy *kvm_exit_copy_alloc(void)
{
	struct kvm_exit_copy *copy;

	return kvzalloc(struct_size(copy, slots, kvm_exit_nr_slots), GFP_KERNEL);
}

/* Word by word, each read once and whole, whoever writes it meanwhile. */
static void copy_slot(struct kvm_exit_slot *copy, const struct kvm_exit_slot *slot)
{
	const u64 *from = (const u64 *)slot;
	u64 *to = (u64 *)copy;
	size_t i;

	for (i = 0; i < sizeof(*slot) / sizeof(u64); i++)
		to[i] = READ_ONCE(from[i]);
}

/**
 * kvm_exit_copy_clear() - make a copy one of nothing
 * @copy: the copy
 */
void kvm_exit_copy_clear(struct kvm_exit_copy *copy)
{
	unsigned int i;

	copy->open = KVM_EXIT_SLOT_NONE;
	for_each_set_bit(i, copy->used, kvm_exit_nr_slots) {
		copy->closed[i] = 0;
		memset(&copy->slots[i], 0, sizeof(copy->slots[i]));
	}
	bitmap_zero(copy->used, KVM_EXIT_MAX_SLOTS);
}

/*
 * Whatever writes a slot changes one of these words: an exit adds to @exits, an
 * entry to @kernel or, after no time at all, to the first bucket.
 */
static bool slot_changed(const struct kvm_exit_slot *copy,
			 const struct kvm_exit_slot *slot)
{
	int i;

	if (copy->cell.exits != READ_ONCE(slot->cell.exits) ||
	    copy->cell.kernel != READ_ONCE(slot->cell.kernel) ||
	    copy->hist[0] != READ_ONCE(slot->hist[0]))
		return true;

	for (i = 0; i < NR_KVM_EXIT_PHASES; i++) {
		if (copy->cell.phase[i] != READ_ONCE(slot->cell.phase[i]))
			return true;
	}

	return false;
}

/**
 * kvm_exit_slot_used() - whether anything was ever written to a slot
 * @slot: of a vCPU's or a CPU's store
 */
bool kvm_exit_slot_used(const struct kvm_exit_slot *slot)
{
	static const struct kvm_exit_slot unused;

	return slot_changed(&unused, slot);
}

/* Copies a slot as of one moment, so that slot_changed() tells its age. */
static void copy_vcpu_slot(struct kvm_exit_copy *copy,
			   const struct kvm_exit_vcpu *stats, unsigned int slot)
{
	unsigned int seq;

	do {
		seq = read_seqcount_begin(&stats->seq);
		copy_slot(&copy->slots[slot], &stats->slots[slot]);
	} while (read_seqcount_retry(&stats->seq, seq));
	__set_bit(slot, copy->used);
}

/**
 * kvm_exit_copy_vcpu() - copy a vCPU's statistics as of one moment
 * @copy: what is copied to
 * @stats: the vCPU's, which may be running
 *
 * A vCPU that exits without a pause leaves no time to copy everything between
 * two of its updates, but time enough to copy one slot, or to see that nothing
 * differs from what has been copied.  So each pass copies what differs, slot by
 * slot, until a pass finds that the vCPU has done nothing meanwhile.
 *
 * Process context, kvm_exit_lock held.  Return: 0, or -EINTR if the reader was
 * killed meanwhile.
 */
int kvm_exit_copy_vcpu(struct kvm_exit_copy *copy,
		       const struct kvm_exit_vcpu *stats)
{
	unsigned int seq, i;

	kvm_exit_copy_clear(copy);

	for (;;) {
		seq = read_seqcount_begin(&stats->seq);
		copy->open = READ_ONCE(stats->open);
		for (i = KVM_EXIT_NR_SLOT_OTHER; i < kvm_exit_nr_slots; i++) {
			/* A vCPU's slot without an exit is zero throughout. */
			if (READ_ONCE(stats->slots[i].cell.exits) &&
			    slot_changed(&copy->slots[i], &stats->slots[i]))
				copy_vcpu_slot(copy, stats, i);
		}
		if (!read_seqcount_retry(&stats->seq, seq))
			return 0;
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
}

/* The store of a physical CPU, online or not: each word as it comes. */
void kvm_exit_copy_cpu(struct kvm_exit_copy *copy, int cpu)
{
	const struct kvm_exit_slot *slots = per_cpu_ptr(kvm_exit_cpu_slots, cpu);
	unsigned int i;

	kvm_exit_copy_clear(copy);
	for (i = KVM_EXIT_NR_SLOT_OTHER; i < kvm_exit_nr_slots; i++) {
		if (!kvm_exit_slot_used(&slots[i]))
			continue;
		copy_slot(&copy->slots[i], &slots[i]);
		__set_bit(i, copy->used);
	}
}

static void add_slot(struct kvm_exit_slot *sum, const struct kvm_exit_slot *slot)
{
	u64 longest = max(sum->cell.max, slot->cell.max);
	const u64 *from = (const u64 *)slot;
	u64 *to = (u64 *)sum;
	size_t i;

	for (i = 0; i < sizeof(*slot) / sizeof(u64); i++)
		to[i] += from[i];

	sum->cell.max = longest;
}

/**
 * kvm_exit_add() - merge one copy into another
 * @sum: what is added to
 * @copy: what is added
 */
void kvm_exit_add(struct kvm_exit_copy *sum, const struct kvm_exit_copy *copy)
{
	unsigned int i;

	for_each_set_bit(i, copy->used, kvm_exit_nr_slots) {
		sum->closed[i] += copy->closed[i];
		add_slot(&sum->slots[i], &copy->slots[i]);
		__set_bit(i, sum->used);
	}
}
