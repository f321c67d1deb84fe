// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: what a reset has kept, to be subtracted from reads
 *
 * A reset never writes what a vCPU writes.  A baseline holds only the slots
 * that were in use, so that it takes a small part of what it was taken from.
 */
#include <linux/bitmap.h>
#include <linux/slab.h>

#include "baseline.h"
#include "exit_stats.h"
#include "reason.h"

struct kvm_exit_baseline {
	unsigned int open;
	u8 kept[KVM_EXIT_MAX_SLOTS];	/* 1 + index in slots[], 0: none */
	struct kvm_exit_slot slots[];
};

/**
 * kvm_exit_baseline_alloc() - make room for the slots of a store that are in use
 * @slots: the store, which may be written meanwhile
 *
 * May sleep.  Return: the baseline, for kvm_exit_baseline_update() and in the end
 * kvfree(), or NULL without memory.
 */
struct kvm_exit_baseline *kvm_exit_baseline_alloc(const struct kvm_exit_slot *slots)
{
	DECLARE_BITMAP(used, KVM_EXIT_MAX_SLOTS) = {};
	struct kvm_exit_baseline *baseline;
	unsigned int i, n = 0;

	for (i = KVM_EXIT_NR_SLOT_OTHER; i < kvm_exit_nr_slots; i++) {
		if (kvm_exit_slot_used(&slots[i]))
			__set_bit(i, used);
	}

	baseline = kvzalloc(struct_size(baseline, slots,
					bitmap_weight(used, kvm_exit_nr_slots)),
			    GFP_KERNEL);
	if (!baseline)
		return NULL;

	for_each_set_bit(i, used, kvm_exit_nr_slots)
		baseline->kept[i] = ++n;

	return baseline;
}

/**
 * kvm_exit_baseline_update() - keep what a store holds now
 * @baseline: allocated for the same store
 * @slots: the store, which nobody writes meanwhile
 * @open: the open exit's slot
 *
 * Any context.  Return: false if slots are in use that were not then; they have no
 * room, and @baseline is worth nothing.
 */
bool kvm_exit_baseline_update(struct kvm_exit_baseline *baseline,
			      const struct kvm_exit_slot *slots, unsigned int open)
{
	unsigned int i;

	baseline->open = open;
	for (i = KVM_EXIT_NR_SLOT_OTHER; i < kvm_exit_nr_slots; i++) {
		if (baseline->kept[i])
			baseline->slots[baseline->kept[i] - 1] = slots[i];
		else if (kvm_exit_slot_used(&slots[i]))
			return false;
	}

	return true;
}

static const struct kvm_exit_slot *kept(const struct kvm_exit_baseline *baseline,
					unsigned int slot)
{
	if (!baseline || !baseline->kept[slot])
		return NULL;

	return &baseline->slots[baseline->kept[slot] - 1];
}

/*
 * The longest kernel phase since the reset: a longest one cannot be subtracted,
 * but it lies in the last bucket that has grown.
 */
static u64 max_since(const struct kvm_exit_slot *since, u64 max_ever)
{
	int i;

	for (i = KVM_EXIT_HIST_BUCKETS - 2; i >= 0; i--) {
		if (since->hist[i + 1])
			return max_ever;
		if (since->hist[i])
			return min(max_ever, BIT_ULL(i + 1) - 1);
	}

	return since->cell.kernel ? max_ever : 0;
}

static void subtract_slot(struct kvm_exit_slot *slot,
			  const struct kvm_exit_slot *kept)
{
	u64 max_ever = slot->cell.max;
	const u64 *from = (const u64 *)kept;
	u64 *to = (u64 *)slot;
	size_t i;

	for (i = 0; i < sizeof(*slot) / sizeof(u64); i++)
		to[i] -= from[i];

	slot->cell.max = max_ever;
	if (max_ever == kept->cell.max)
		slot->cell.max = max_since(slot, max_ever);
}

/**
 * kvm_exit_baseline_subtract() - make a copy one of what happened since a reset
 * @baseline: of the same store, or NULL if there was no reset
 * @copy: the copy
 */
void kvm_exit_baseline_subtract(const struct kvm_exit_baseline *baseline,
				struct kvm_exit_copy *copy)
{
	const struct kvm_exit_slot *old;
	unsigned int i;

	if (!baseline)
		return;

	for (i = KVM_EXIT_NR_SLOT_OTHER; i < kvm_exit_nr_slots; i++) {
		old = kept(baseline, i);
		if (old)
			subtract_slot(&copy->slots[i], old);
	}
}

/**
 * kvm_exit_closed() - exits that were followed by an entry since a reset
 * @baseline: of the same store, or NULL if there was no reset
 * @copy: the copy, after kvm_exit_baseline_subtract()
 * @slot: the number of the slot
 *
 * An exit that was open at the reset and has been closed since is one of them.
 */
u64 kvm_exit_closed(const struct kvm_exit_baseline *baseline,
		    const struct kvm_exit_copy *copy, unsigned int slot)
{
	unsigned int offset = slot * sizeof(struct kvm_exit_slot);

	return copy->slots[slot].cell.exits - (copy->open == offset) +
	       (baseline && baseline->open == offset);
}
