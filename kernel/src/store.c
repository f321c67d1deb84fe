// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: allocating, merging and reading the stores
 */
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

/* Word by word: each is read once and whole, whoever writes it meanwhile. */
static void add_slot(struct kvm_exit_slot *sum, const struct kvm_exit_slot *slot)
{
	const struct kvm_exit_cell *cell = &slot->cell;
	int i;

	sum->cell.exits += READ_ONCE(cell->exits);
	sum->cell.guest += READ_ONCE(cell->guest);
	sum->cell.kernel += READ_ONCE(cell->kernel);
	for (i = 0; i < NR_KVM_EXIT_PHASES; i++)
		sum->cell.phase[i] += READ_ONCE(cell->phase[i]);
	sum->cell.max = max(sum->cell.max, READ_ONCE(cell->max));
	sum->cell.nested += READ_ONCE(cell->nested);
	for (i = 0; i < KVM_EXIT_HIST_BUCKETS; i++)
		sum->hist[i] += READ_ONCE(slot->hist[i]);
}

/**
 * kvm_exit_slots_add() - merge one store into another
 * @sum: what is added to
 * @slots: what is added, live or not
 */
void kvm_exit_slots_add(struct kvm_exit_slot *sum,
			const struct kvm_exit_slot *slots)
{
	unsigned int i;

	for (i = KVM_EXIT_NR_SLOT_OTHER; i < kvm_exit_nr_slots; i++)
		add_slot(&sum[i], &slots[i]);
}

/* The same for the store of a physical CPU, online or not. */
void kvm_exit_slots_add_cpu(struct kvm_exit_slot *sum, int cpu)
{
	kvm_exit_slots_add(sum, per_cpu_ptr(kvm_exit_cpu_slots, cpu));
}
