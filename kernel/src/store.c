// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: allocating the stores
 */
#include <linux/gfp.h>
#include <linux/percpu.h>
#include <linux/slab.h>

#include "cause.h"
#include "compat.h"
#include "store.h"

unsigned int kvm_vmexit_nr_slots;
struct kvm_vmexit_cell __percpu *kvm_vmexit_cpu_cells;

struct kvm_vmexit_rare __percpu *kvm_vmexit_cpu_rare;
EXPORT_SYMBOL_FOR_KVM_INTERNAL(kvm_vmexit_cpu_rare);

/*
 * A vCPU's pages: slots, the counts of nested exits, what stands behind them.
 */
static size_t vcpu_bytes(void)
{
	const size_t slot = sizeof(struct kvm_vmexit_slot) + sizeof(u64);

	return kvm_vmexit_nr_slots * slot + sizeof(struct kvm_vmexit_vcpu);
}

/* Not inlined, so that a probe can make it fail; nor is the next. */
noinline struct kvm_vmexit_slot *kvm_vmexit_slots_alloc(void)
{
	return alloc_pages_exact(vcpu_bytes(), GFP_KERNEL_ACCOUNT | __GFP_ZERO);
}

noinline struct kvm_vmexit_to_user *kvm_vmexit_to_user_alloc(void)
{
	struct kvm_vmexit_to_user *to_user;

	return kzalloc(struct_size(to_user, count, kvm_vmexit_nr_slots),
		       GFP_KERNEL_ACCOUNT);
}

/*
 * A vCPU's statistics, all zero, of as many pages as they need, near the
 * thread that creates the vCPU and charged to its memory cgroup.  May sleep.
 * NULL without memory.
 */
struct kvm_vmexit_vcpu *kvm_vmexit_vcpu_alloc(void)
{
	struct kvm_vmexit_slot *slots = kvm_vmexit_slots_alloc();
	struct kvm_vmexit_to_user *to_user = kvm_vmexit_to_user_alloc();
	struct kvm_vmexit_vcpu *stats;

	if (!slots || !to_user) {
		if (slots)
			free_pages_exact(slots, vcpu_bytes());
		kfree(to_user);
		return NULL;
	}

	stats = (void *)slots + vcpu_bytes() - sizeof(*stats);
	raw_spin_lock_init(&stats->lock);
	stats->slots = slots;
	stats->nested = (void *)(slots + kvm_vmexit_nr_slots);
	stats->to_user = to_user;

	return stats;
}

/* Also frees what the last reset has kept. */
void kvm_vmexit_vcpu_free(struct kvm_vmexit_vcpu *stats)
{
	kvfree(stats->baseline);
	kvfree(stats->next_baseline);
	kfree(stats->to_user);
	kvm_vmexit_causes_free(stats->causes);
	kvfree(stats->slowest);
	free_pages_exact(stats->slots, vcpu_bytes());
}

/*
 * kvm_vmexit_cpus_alloc() - a store for all CPUs, all zero
 * @cells: where to, a cell for each slot
 * @rare: where to, what few exits write, for each slot
 *
 * May sleep.  Return: 0 or -ENOMEM; then kvm_vmexit_cpus_free() has still to
 * be called.
 */
int kvm_vmexit_cpus_alloc(struct kvm_vmexit_cell __percpu **cells,
			  struct kvm_vmexit_rare __percpu **rare)
{
	BUILD_BUG_ON(KVM_VMEXIT_MAX_SLOTS * sizeof(struct kvm_vmexit_cell) >
		     PCPU_MIN_UNIT_SIZE);

	*cells = __alloc_percpu(kvm_vmexit_nr_slots * sizeof(**cells),
				sizeof(**cells));
	*rare = __alloc_percpu(kvm_vmexit_nr_slots * sizeof(**rare),
			       __alignof__(**rare));

	return *cells && *rare ? 0 : -ENOMEM;
}

void kvm_vmexit_cpus_free(struct kvm_vmexit_cell __percpu **cells,
			  struct kvm_vmexit_rare __percpu **rare)
{
	free_percpu(*cells);
	*cells = NULL;
	free_percpu(*rare);
	*rare = NULL;
}
