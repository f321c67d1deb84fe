// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: copies of the data, and their sums
 */
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "cause.h"
#include "copy.h"
#include "slowest.h"
#include "tally.h"

/*
 * Room for a copy of any store, all zero.  May sleep.  NULL without memory.  Tests
 * let it fail.
 */
noinline struct kvm_vmexit_copy *kvm_vmexit_copy_alloc(void)
{
	struct kvm_vmexit_copy *copy;

	return kvzalloc(struct_size(copy, slots, kvm_vmexit_nr_slots),
			GFP_KERNEL);
}

static bool alloc_beside(struct kvm_vmexit_copy *copy)
{
	if (copy->with & KVM_VMEXIT_WITH_CAUSES) {
		copy->tally = kvm_vmexit_tally_alloc();
		copy->causes = kvm_vmexit_causes_alloc(GFP_KERNEL);
		if (!copy->tally || !copy->causes)
			return false;
	}
	if (copy->with & KVM_VMEXIT_WITH_SLOWEST) {
		copy->slowest = kvm_vmexit_slowest_sum_alloc();
		if (!copy->slowest)
			return false;
	}

	return true;
}

/* The same, with what is asked for beside: kvm_vmexit_copy_free(). */
struct kvm_vmexit_copy *kvm_vmexit_copy_alloc_with(unsigned int with)
{
	struct kvm_vmexit_copy *copy = kvm_vmexit_copy_alloc();

	if (!copy)
		return NULL;

	copy->with = with;
	if (alloc_beside(copy))
		return copy;

	kvm_vmexit_copy_free(copy);
	return NULL;
}

/* NULL is ignored. */
void kvm_vmexit_copy_free(struct kvm_vmexit_copy *copy)
{
	if (!copy)
		return;

	kvm_vmexit_tally_put(copy->tally);
	kvm_vmexit_causes_free(copy->causes);
	kvm_vmexit_slowest_free(copy->slowest);
	kvfree(copy);
}

/*
 * kvm_vmexit_copy_clear() - make a copy one of nothing
 * @copy: the copy
 */
void kvm_vmexit_copy_clear(struct kvm_vmexit_copy *copy)
{
	unsigned int i;

	copy->since = 0;
	copy->ended = 0;
	copy->running = 0;
	copy->open = KVM_VMEXIT_SLOT_NONE;
	for_each_set_bit(i, copy->used, kvm_vmexit_nr_slots) {
		copy->closed[i] = 0;
		copy->rare[i] = (struct kvm_vmexit_rare) {};
		memset(&copy->slots[i], 0, sizeof(copy->slots[i]));
	}
	bitmap_zero(copy->used, KVM_VMEXIT_MAX_SLOTS);
	if (copy->tally) {
		copy->tally->nr = 0;
		copy->tally->incomplete = false;
		memset(copy->causes, 0, sizeof(*copy->causes));
	}
	if (copy->slowest)
		memset(copy->slowest, 0, sizeof(*copy->slowest));
}

/*
 * Whatever writes a slot changes one of these words: an exit adds to @exits, an
 * entry to @kernel or, after no time at all, to the first bucket.
 */
static bool cell_changed(const struct kvm_vmexit_cell *copy,
			 const struct kvm_vmexit_cell *cell)
{
	int i;

	if (copy->exits != READ_ONCE(cell->exits) ||
	    copy->kernel != READ_ONCE(cell->kernel))
		return true;

	for (i = 0; i < KVM_VMEXIT_NR_PHASES; i++) {
		if (copy->phase[i] != READ_ONCE(cell->phase[i]))
			return true;
	}

	return false;
}

static bool slot_changed(const struct kvm_vmexit_slot *copy,
			 const struct kvm_vmexit_slot *counters)
{
	return cell_changed(&copy->cell, &counters->cell) ||
	       copy->hist[0] != READ_ONCE(counters->hist[0]);
}

/* What is nested changes with its cell. */
static bool to_user_changed(const struct kvm_vmexit_copy *copy,
			    const struct kvm_vmexit_vcpu *stats,
			    unsigned int slot)
{
	return copy->rare[slot].to_user !=
	       READ_ONCE(stats->to_user->count[slot]);
}

/*
 * kvm_vmexit_slot_used() - whether there is anything in a slot
 * @counters: of a copy, less what a reset has kept: an exit that was open at
 *	      the reset has times there, and is none
 */
bool kvm_vmexit_slot_used(const struct kvm_vmexit_slot *counters)
{
	static const struct kvm_vmexit_slot unused;

	return slot_changed(&unused, counters);
}

static void copy_slot(struct kvm_vmexit_copy *copy,
		      const struct kvm_vmexit_vcpu *stats, unsigned int slot)
{
	kvm_vmexit_copy_words(&copy->slots[slot], &stats->slots[slot],
			      sizeof(copy->slots[slot]));
	copy->rare[slot] = kvm_vmexit_rare_of(stats, slot);
	__set_bit(slot, copy->used);
}

/* As of one moment, so that slot_changed() tells its age. */
static void copy_running_slot(struct kvm_vmexit_copy *copy,
			      const struct kvm_vmexit_vcpu *stats,
			      unsigned int slot, const seqcount_t *seq)
{
	unsigned int begin;

	do {
		begin = read_seqcount_begin(seq);
		copy_slot(copy, stats, slot);
	} while (read_seqcount_retry(seq, begin));
}

/*
 * kvm_vmexit_copy_slots() - bring a copy up to date
 * @copy: of the same vCPU's store, or of nothing
 * @stats: the vCPU's
 * @seq: its seqcount; NULL if nobody writes
 *
 * A vCPU that exits without a pause leaves no time to copy everything between
 * two of its updates, but time enough to copy one slot, or to see that nothing
 * differs from what has been copied.  So this copies what differs, slot by
 * slot; if the vCPU has done nothing from begin to end, @copy is of one
 * moment.
 */
void kvm_vmexit_copy_slots(struct kvm_vmexit_copy *copy,
			   const struct kvm_vmexit_vcpu *stats,
			   const seqcount_t *seq)
{
	unsigned int i;

	for (i = KVM_VMEXIT_SLOT_OTHER; i < kvm_vmexit_nr_slots; i++) {
		if (!kvm_vmexit_slot_began(&stats->slots[i]) ||
		    (!slot_changed(&copy->slots[i], &stats->slots[i]) &&
		     !to_user_changed(copy, stats, i)))
			continue;
		if (seq)
			copy_running_slot(copy, stats, i, seq);
		else
			copy_slot(copy, stats, i);
	}
}

static bool cause_changed(const struct kvm_vmexit_cause *copy,
			  const struct kvm_vmexit_cause *cause)
{
	return copy->exits != READ_ONCE(cause->exits) ||
	       copy->kernel != READ_ONCE(cause->kernel);
}

/*
 * kvm_vmexit_copy_causes() - bring a copy of what is behind exits up to date
 * @copy: as for kvm_vmexit_copy_slots(), which asks for it or not
 * @stats: the vCPU's, under its lock
 * @seq: its seqcount; NULL if nobody writes
 */
void kvm_vmexit_copy_causes(struct kvm_vmexit_copy *copy,
			    const struct kvm_vmexit_vcpu *stats,
			    const seqcount_t *seq)
{
	const struct kvm_vmexit_causes *causes = stats->causes;
	unsigned int i, begin = 0;

	if (!copy->tally || !causes)
		return;

	for (i = 0; i < KVM_VMEXIT_NR_CAUSES; i++) {
		if (!cause_changed(&copy->causes->cause[i], &causes->cause[i]))
			continue;
		do {
			if (seq)
				begin = read_seqcount_begin(seq);
			kvm_vmexit_copy_words(&copy->causes->cause[i],
					      &causes->cause[i],
					      sizeof(copy->causes->cause[i]));
		} while (seq && read_seqcount_retry(seq, begin));
	}
}

/*
 * kvm_vmexit_copy_cpu() - copy a CPU's store, each word as it comes
 * @copy: where to; what it held is lost
 * @cpu: a possible CPU
 */
void kvm_vmexit_copy_cpu(struct kvm_vmexit_copy *copy, int cpu)
{
	const struct kvm_vmexit_cell *cells =
		per_cpu_ptr(kvm_vmexit_cpu_cells, cpu);
	const struct kvm_vmexit_rare *rare =
		per_cpu_ptr(kvm_vmexit_cpu_rare, cpu);
	static const struct kvm_vmexit_cell unused;
	unsigned int i;

	kvm_vmexit_copy_clear(copy);
	for (i = KVM_VMEXIT_SLOT_OTHER; i < kvm_vmexit_nr_slots; i++) {
		if (!cell_changed(&unused, &cells[i]) &&
		    !READ_ONCE(rare[i].to_user))
			continue;
		kvm_vmexit_copy_words(&copy->slots[i].cell, &cells[i], sizeof(cells[i]));
		kvm_vmexit_copy_words(&copy->rare[i], &rare[i], sizeof(rare[i]));
		__set_bit(i, copy->used);
	}
}

/* Adds what is in @rare to @sum.  Any context. */
void kvm_vmexit_add_rare(struct kvm_vmexit_rare *sum,
			 const struct kvm_vmexit_rare *rare)
{
	sum->nested += rare->nested;
	sum->to_user += rare->to_user;
}

/*
 * kvm_vmexit_add_slot() - merge a slot into a copy
 * @sum: what is added to
 * @slot: which
 * @counters: what is added
 * @rare: what is added of its rare counts
 *
 * Any context.
 */
void kvm_vmexit_add_slot(struct kvm_vmexit_copy *sum, unsigned int slot,
			 const struct kvm_vmexit_slot *counters,
			 const struct kvm_vmexit_rare *rare)
{
	u64 longest = max(sum->slots[slot].cell.max, counters->cell.max);
	const u64 *from = (const u64 *)counters;
	u64 *to = (u64 *)&sum->slots[slot];
	size_t word;

	for (word = 0; word < sizeof(*counters) / sizeof(u64); word++)
		to[word] += from[word];

	sum->slots[slot].cell.max = longest;
	kvm_vmexit_add_rare(&sum->rare[slot], rare);
	__set_bit(slot, sum->used);
}

/*
 * kvm_vmexit_add() - merge one copy into another
 * @sum: what is added to
 * @copy: what is added
 *
 * Any context; but it may sleep if what is behind the exits was asked for.
 */
void kvm_vmexit_add(struct kvm_vmexit_copy *sum,
		    const struct kvm_vmexit_copy *copy)
{
	unsigned int i;

	sum->running += copy->running;
	for_each_set_bit(i, copy->used, kvm_vmexit_nr_slots) {
		kvm_vmexit_add_slot(sum, i, &copy->slots[i], &copy->rare[i]);
		sum->closed[i] += copy->closed[i];
		kvm_vmexit_slowest_merge(sum->slowest, copy->slowest, i);
	}
	if (sum->tally)
		kvm_vmexit_tally_add(sum->tally, copy->tally);
}
