// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: what a reset has kept of a vCPU, to be subtracted from
 * reads
 *
 * A reset does not write what a vCPU counts.  A baseline holds only the slots
 * that were in use, so that it takes a small part of what it was taken from.
 */
#include <linux/kvm_host.h>
#include <linux/slab.h>

#include "baseline.h"
#include "reason.h"

struct kept {
	struct kvm_vmexit_slot slot;
	u64 nested;
};

struct kvm_vmexit_baseline {
	unsigned int open;		/* the slot of the exit that was open */
	u8 index[KVM_VMEXIT_MAX_SLOTS];	/* 1 + index in kept[], 0: none */
	struct kept kept[];
};

/**
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

/**
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

/**
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
		kept->slot = stats->slots[i];
		kept->nested = stats->nested[i];
	}
}

/**
 * kvm_vmexit_baseline_subtract() - make a slot what happened since a reset
 * @baseline: of the same vCPU, or NULL if there was no reset
 * @slot: the slot's number
 * @to: what it holds
 * @nested: its exits from L2
 *
 * A maximum begins anew at the reset: nothing is subtracted from it.
 */
void kvm_vmexit_baseline_subtract(const struct kvm_vmexit_baseline *baseline,
				  unsigned int slot, struct kvm_vmexit_slot *to,
				  u64 *nested)
{
	u64 *words = (u64 *)to, longest = to->cell.max;
	const struct kept *kept;
	const u64 *less;
	size_t i;

	if (!baseline || !baseline->index[slot])
		return;

	kept = &baseline->kept[baseline->index[slot] - 1];
	less = (const u64 *)&kept->slot;
	for (i = 0; i < sizeof(*to) / sizeof(u64); i++)
		words[i] -= less[i];
	to->cell.max = longest;
	*nested -= kept->nested;
}

/**
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
