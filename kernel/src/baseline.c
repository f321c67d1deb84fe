// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: what a reset has kept of vCPUs and CPUs, to be subtracted
 * from reads
 *
 * A reset does not write what they count.  A vCPU's baseline holds only the
 * slots that were in use, so that it takes a small part of what it was taken
 * from; a CPU's has room for all, once.
 */
#include <linux/kvm_host.h>
#include <linux/percpu.h>
#include <linux/slab.h>

#include "baseline.h"

struct kept {
	struct kvm_vmexit_slot counters;
	struct kvm_vmexit_rare rare;
};

struct kvm_vmexit_baseline {
	unsigned int open;		/* the slot of the exit that was open */
	u8 index[KVM_VMEXIT_MAX_SLOTS];	/* 1 + index in kept[], 0: none */
	struct kept kept[];
};

/*
 * kvm_vmexit_baseline_alloc() - make room for the slots that are in use
 * @stats: the vCPU's, which may be running
 *
 * May sleep.  Return: the baseline, for kvm_vmexit_baseline_fill() and in the
 * end kvfree(), or NULL without memory.
 */
struct kvm_vmexit_baseline *
kvm_vmexit_baseline_alloc(const struct kvm_vmexit_vcpu *stats)
{
	DECLARE_BITMAP(used, KVM_VMEXIT_MAX_SLOTS) = {};
	struct kvm_vmexit_baseline *baseline;
	unsigned int i, nr_used, n = 0;

	for (i = KVM_VMEXIT_SLOT_OTHER; i < kvm_vmexit_nr_slots; i++) {
		if (kvm_vmexit_slot_began(&stats->slots[i]))
			__set_bit(i, used);
	}

	nr_used = bitmap_weight(used, KVM_VMEXIT_MAX_SLOTS);
	baseline = kvzalloc(struct_size(baseline, kept, nr_used), GFP_KERNEL);
	if (!baseline)
		return NULL;

	for_each_set_bit(i, used, KVM_VMEXIT_MAX_SLOTS)
		baseline->index[i] = ++n;

	return baseline;
}

/*
 * kvm_vmexit_baseline_fits() - whether there is room for all slots in use
 * @baseline: allocated for the same vCPU, or NULL if that is younger
 * @stats: the vCPU's, which is not running
 *
 * Any context.
 */
bool kvm_vmexit_baseline_fits(const struct kvm_vmexit_baseline *baseline,
			      const struct kvm_vmexit_vcpu *stats)
{
	unsigned int i;

	for (i = KVM_VMEXIT_SLOT_OTHER; i < kvm_vmexit_nr_slots; i++) {
		if (kvm_vmexit_slot_began(&stats->slots[i]) &&
		    (!baseline || !baseline->index[i]))
			return false;
	}

	return true;
}

/*
 * kvm_vmexit_baseline_fill() - keep what a vCPU has counted until now
 * @baseline: which fits
 * @stats: the vCPU's, which is not running
 *
 * Any context.
 */
void kvm_vmexit_baseline_fill(struct kvm_vmexit_baseline *baseline,
			      const struct kvm_vmexit_vcpu *stats)
{
	struct kept *kept;
	unsigned int i;

	if (!baseline)
		return;

	baseline->open = KVM_VMEXIT_SLOT_NONE;
	if (stats->vcpu)
		baseline->open = stats->vcpu->arch.vmexit.open /
				 sizeof(struct kvm_vmexit_cell);
	for (i = KVM_VMEXIT_SLOT_OTHER; i < kvm_vmexit_nr_slots; i++) {
		if (!kvm_vmexit_slot_began(&stats->slots[i]))
			continue;
		kept = &baseline->kept[baseline->index[i] - 1];
		kept->counters = stats->slots[i];
		kept->rare = kvm_vmexit_rare_of(stats, i);
	}
}

static void subtract_rare(struct kvm_vmexit_rare *rare,
			  const struct kvm_vmexit_rare *less)
{
	rare->nested -= less->nested;
	rare->to_user -= less->to_user;
}

/*
 * kvm_vmexit_baseline_subtract() - make a slot what happened since a reset
 * @baseline: of the same vCPU, or NULL if there was no reset
 * @slot: which
 * @to: what it holds
 * @rare: its rare counts
 *
 * A maximum begins anew at the reset: nothing is subtracted from it.
 */
void kvm_vmexit_baseline_subtract(const struct kvm_vmexit_baseline *baseline,
				  unsigned int slot, struct kvm_vmexit_slot *to,
				  struct kvm_vmexit_rare *rare)
{
	u64 *words = (u64 *)to, longest = to->cell.max;
	const struct kept *kept;
	const u64 *less;
	size_t i;

	if (!baseline || !baseline->index[slot])
		return;

	kept = &baseline->kept[baseline->index[slot] - 1];
	less = (const u64 *)&kept->counters;
	for (i = 0; i < sizeof(*to) / sizeof(u64); i++)
		words[i] -= less[i];
	to->cell.max = longest;
	subtract_rare(rare, &kept->rare);
}

/*
 * kvm_vmexit_baseline_had_open() - exits that were open at the reset
 * @baseline: of a vCPU, or NULL if there was no reset
 * @slot: their slot
 *
 * Return: 1 or 0.  Such an exit is none since the reset, but is closed after
 * it.
 */
unsigned int
kvm_vmexit_baseline_had_open(const struct kvm_vmexit_baseline *baseline,
			     unsigned int slot)
{
	return baseline && baseline->open == slot;
}

/* What each CPU's store held at the last reset. */
static struct kvm_vmexit_cell __percpu *kept_cells;
static struct kvm_vmexit_rare __percpu *kept_rare;

/*
 * kvm_vmexit_baseline_init() - make room for what the CPUs have, of nothing
 *
 * May sleep.  Return: 0 or -ENOMEM; then kvm_vmexit_baseline_exit() has still
 * to be called.
 */
int kvm_vmexit_baseline_init(void)
{
	return kvm_vmexit_cpus_alloc(&kept_cells, &kept_rare);
}

void kvm_vmexit_baseline_exit(void)
{
	kvm_vmexit_cpus_free(&kept_cells, &kept_rare);
}

/*
 * kvm_vmexit_baseline_fill_cpu() - keep what a CPU has counted until now
 * @cpu: the CPU, which stands still
 *
 * Any context.
 */
void kvm_vmexit_baseline_fill_cpu(int cpu)
{
	memcpy(per_cpu_ptr(kept_cells, cpu),
	       per_cpu_ptr(kvm_vmexit_cpu_cells, cpu),
	       kvm_vmexit_nr_slots * sizeof(struct kvm_vmexit_cell));
	memcpy(per_cpu_ptr(kept_rare, cpu),
	       per_cpu_ptr(kvm_vmexit_cpu_rare, cpu),
	       kvm_vmexit_nr_slots * sizeof(struct kvm_vmexit_rare));
}

/*
 * kvm_vmexit_baseline_subtract_cpu() - make a copy what happened since a reset
 * @copy: of the CPU's store
 * @cpu: the CPU
 */
void kvm_vmexit_baseline_subtract_cpu(struct kvm_vmexit_copy *copy, int cpu)
{
	const struct kvm_vmexit_cell *cells = per_cpu_ptr(kept_cells, cpu);
	const struct kvm_vmexit_rare *rare = per_cpu_ptr(kept_rare, cpu);
	u64 *words, longest;
	const u64 *less;
	unsigned int i;
	size_t word;

	for_each_set_bit(i, copy->used, KVM_VMEXIT_MAX_SLOTS) {
		longest = copy->slots[i].cell.max;
		words = (u64 *)&copy->slots[i].cell;
		less = (const u64 *)&cells[i];
		for (word = 0; word < sizeof(*cells) / sizeof(u64); word++)
			words[word] -= less[word];
		copy->slots[i].cell.max = longest;
		subtract_rare(&copy->rare[i], &rare[i]);
	}
}
