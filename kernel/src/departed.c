// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: the VMs that have ended
 *
 * The last ones are remembered one by one, those before them as one sum, so
 * that no exit is ever forgotten.
 */
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "baseline.h"
#include "departed.h"
#include "slowest.h"
#include "tally.h"
#include "vm.h"

LIST_HEAD(kvm_vmexit_departed);
struct kvm_vmexit_copy *kvm_vmexit_older;
u64 kvm_vmexit_departed_backwards;
struct kvm_vmexit_tally *kvm_vmexit_past_causes;

/* How many resets there have been: a total that was made before one is none. */
u64 kvm_vmexit_resets;

static void free_departed(struct kref *ref)
{
	struct kvm_vmexit_departed *departed =
		container_of(ref, struct kvm_vmexit_departed, ref);

	kvm_vmexit_copy_free(departed->total);
	kfree(departed);
}

/* NULL is ignored.  May sleep. */
void kvm_vmexit_departed_put(struct kvm_vmexit_departed *departed)
{
	if (departed)
		kref_put(&departed->ref, free_departed);
}

/* Puts all of a list that nobody else has. */
void kvm_vmexit_departed_put_all(struct list_head *list)
{
	struct kvm_vmexit_departed *departed, *next;

	list_for_each_entry_safe(departed, next, list, node)
		kvm_vmexit_departed_put(departed);
}

int kvm_vmexit_departed_init(void)
{
	kvm_vmexit_departed_backwards = 0;
	kvm_vmexit_older = kvm_vmexit_copy_alloc_with(KVM_VMEXIT_WITH_SLOWEST);

	return kvm_vmexit_older ? 0 : -ENOMEM;
}

/* No VM is there, nor a reader. */
void kvm_vmexit_departed_exit(void)
{
	kvm_vmexit_departed_put_all(&kvm_vmexit_departed);
	INIT_LIST_HEAD(&kvm_vmexit_departed);
	kvm_vmexit_copy_free(kvm_vmexit_older);
	kvm_vmexit_older = NULL;
	kvm_vmexit_tally_put(kvm_vmexit_past_causes);
	kvm_vmexit_past_causes = NULL;
}

/* One whose exits were never looked at so closely has no slowest ones. */
static unsigned int with_of(const struct kvm_vmexit_vm *vm)
{
	struct kvm_vmexit_vcpu *stats;

	kvm_vmexit_for_each_vcpu(stats, vm) {
		if (stats->slowest)
			return KVM_VMEXIT_WITH_SLOWEST;
	}

	return 0;
}

static struct kvm_vmexit_departed *
alloc_departed(const struct kvm_vmexit_vm *vm)
{
	struct kvm_vmexit_departed *departed =
		kzalloc(sizeof(*departed), GFP_KERNEL);
	struct kvm_vmexit_copy *total = kvm_vmexit_copy_alloc_with(with_of(vm));

	if (!departed || !total) {
		kvm_vmexit_copy_free(total);
		kfree(departed);
		return NULL;
	}

	kref_init(&departed->ref);
	departed->total = total;
	strscpy(departed->name, vm->name, sizeof(departed->name));

	return departed;
}

/* The oldest makes room: returns it, for whoever has let go of the lock. */
static struct kvm_vmexit_departed *
add_departed(struct kvm_vmexit_departed *departed)
{
	struct kvm_vmexit_departed *oldest;

	list_add_tail(&departed->node, &kvm_vmexit_departed);
	if (list_count_nodes(&kvm_vmexit_departed) <= KVM_VMEXIT_MAX_DEPARTED)
		return NULL;

	oldest = list_first_entry(&kvm_vmexit_departed,
				  struct kvm_vmexit_departed, node);
	list_del(&oldest->node);
	kvm_vmexit_add(kvm_vmexit_older, oldest->total);

	return oldest;
}

/* Slots of a settled vCPU: nobody writes them, a reset in the middle aside. */
static void add_settled(struct kvm_vmexit_vcpu *stats,
			struct kvm_vmexit_copy *sum)
{
	struct kvm_vmexit_baseline *baseline;
	struct kvm_vmexit_slot counters;
	struct kvm_vmexit_rare rare;
	unsigned int i;

	rcu_read_lock();	/* kvm_vmexit_reset() frees it */
	baseline = READ_ONCE(stats->baseline);
	for (i = KVM_VMEXIT_SLOT_OTHER; i < kvm_vmexit_nr_slots; i++) {
		if (!stats->slots[i].cell.exits)
			continue;
		counters = stats->slots[i];
		rare = kvm_vmexit_rare_of(stats, i);
		kvm_vmexit_baseline_subtract(baseline, i, &counters, &rare);
		if (!kvm_vmexit_slot_used(&counters))
			continue;
		kvm_vmexit_add_slot(sum, i, &counters, &rare);
		kvm_vmexit_slowest_add(sum->slowest, stats->slowest, i);
		sum->closed[i] += counters.cell.exits +
				  kvm_vmexit_baseline_had_open(baseline, i);
	}
	rcu_read_unlock();
}

static void add_settled_vm(struct kvm_vmexit_vm *vm,
			   struct kvm_vmexit_copy *sum)
{
	struct kvm_vmexit_vcpu *stats;

	kvm_vmexit_for_each_vcpu(stats, vm)
		add_settled(stats, sum);
}

/* What the host has a row for, and all that @vm may ever have one for; or NULL. */
static void past_causes_get(const struct kvm_vmexit_vm *vm,
			    struct kvm_vmexit_tally **past,
			    struct kvm_vmexit_tally **known)
{
	raw_spin_lock(&kvm_vmexit_lock);
	*past = kvm_vmexit_past_causes;
	*known = vm->known;
	kvm_vmexit_tally_get(*past);
	kvm_vmexit_tally_get(*known);
	raw_spin_unlock(&kvm_vmexit_lock);
}

/*
 * What is behind the exits of a VM whose vCPUs are settled, of what is @known
 * if that is not NULL; NULL if nothing is.
 */
static struct kvm_vmexit_tally *causes_of(const struct kvm_vmexit_vm *vm,
					  const struct kvm_vmexit_tally *known)
{
	struct kvm_vmexit_tally *tally = kvm_vmexit_tally_alloc();
	struct kvm_vmexit_vcpu *stats;

	if (!tally)
		return NULL;
	kvm_vmexit_for_each_vcpu(stats, vm)
		kvm_vmexit_tally_add_table(tally, stats->causes);
	kvm_vmexit_tally_fold(tally);
	if (known)
		kvm_vmexit_tally_keep(tally, known);
	if (tally->nr)
		return tally;

	kvm_vmexit_tally_put(tally);
	return NULL;
}

/*
 * @past with what is behind the exits of @vm, of what is @known if that is not
 * NULL, as a new reference; @nr is how many keys the host has by it.  Without
 * memory it is the same, and those exits are counted without.
 */
static struct kvm_vmexit_tally *joined(struct kvm_vmexit_tally *past,
				       const struct kvm_vmexit_vm *vm,
				       const struct kvm_vmexit_tally *known,
				       unsigned int *nr)
{
	struct kvm_vmexit_tally *tally = causes_of(vm, known), *sum = NULL;

	if (tally)
		sum = kvm_vmexit_tally_join(past, tally, nr);
	kvm_vmexit_tally_put(tally);
	if (sum)
		return sum;

	kvm_vmexit_tally_get(past);
	return past;
}

/*
 * Makes @known the host's, with @nr keys of it by @vm.  If @vm has others (not
 * @all), it has got what it ever gets: those are more, whoever brings them later.
 * Unless somebody else has been faster: then false, and nothing has changed.
 */
static bool replace_past(struct kvm_vmexit_tally *past,
			 struct kvm_vmexit_tally *known,
			 struct kvm_vmexit_vm *vm, unsigned int nr, bool all)
{
	bool same, replaced = false;

	raw_spin_lock(&kvm_vmexit_lock);
	same = past == kvm_vmexit_past_causes && !vm->ended && !vm->known;
	if (same && nr != vm->nr_new_causes) {
		kvm_vmexit_tally_get(known);
		kvm_vmexit_past_causes = known;
		vm->nr_new_causes = nr;
		replaced = true;
	}
	if (same && !all) {
		vm->known = kvm_vmexit_past_causes;
		kvm_vmexit_tally_get(vm->known);
	}
	raw_spin_unlock(&kvm_vmexit_lock);
	if (replaced)
		kvm_vmexit_tally_put(past);

	return same;
}

static bool admit_living(struct kvm_vmexit_vm *vm,
			 struct kvm_vmexit_tally *past,
			 struct kvm_vmexit_tally *tally)
{
	const unsigned int had = READ_ONCE(vm->nr_new_causes);
	struct kvm_vmexit_tally *known;
	bool all, done = true;
	unsigned int nr = had;

	known = kvm_vmexit_tally_admit(past, tally, &nr);
	if (!known) {
		tally->incomplete = true;
		return true;
	}
	all = kvm_vmexit_tally_has_all(known, tally);
	if (nr != had || !all)
		done = replace_past(past, known, vm, nr, all);
	if (done)
		kvm_vmexit_tally_keep(tally, known);
	kvm_vmexit_tally_put(known);

	return done;
}

static bool admit(struct kvm_vmexit_vm *vm, struct kvm_vmexit_tally *tally)
{
	struct kvm_vmexit_tally *past, *known;
	bool done = true;

	past_causes_get(vm, &past, &known);
	if (known)
		kvm_vmexit_tally_keep(tally, known);
	else
		done = admit_living(vm, past, tally);
	kvm_vmexit_tally_put(known);
	kvm_vmexit_tally_put(past);

	return done;
}

/*
 * kvm_vmexit_admit_causes() - make what the host shows of a VM stay
 * @vm: the VM, of a snapshot
 * @tally: what is behind its exits; what the host has no row for is taken out
 *
 * By somebody who holds kvm_vmexit_reading.  May sleep.  Without memory @tally says
 * that it is incomplete.
 */
void kvm_vmexit_admit_causes(struct kvm_vmexit_vm *vm,
			     struct kvm_vmexit_tally *tally)
{
	kvm_vmexit_tally_fold(tally);
	while (tally->nr && !admit(vm, tally))
		cond_resched();
}

/*
 * Without memory for a record of its own (@departed is NULL) the VM joins the
 * older ones; one without an exit needs none.  Returns what is to be put.
 */
static struct kvm_vmexit_departed *move(struct kvm_vmexit_vm *vm,
					struct kvm_vmexit_departed *departed)
{
	list_del(&vm->node);
	kvm_vmexit_nr_vms--;
	kvm_vmexit_nr_vcpus -= vm->nr_vcpus;
	kvm_vmexit_departed_backwards += vm->backwards;
	WRITE_ONCE(vm->ended, true);

	if (!departed) {
		add_settled_vm(vm, kvm_vmexit_older);
		return NULL;
	}
	if (bitmap_empty(departed->total->used, KVM_VMEXIT_MAX_SLOTS))
		return departed;

	departed->total->since = vm->since;
	departed->total->ended = ktime_get_boottime_ns();
	return add_departed(departed);
}

/*
 * kvm_vmexit_depart() - let a VM's totals join those that have ended
 * @vm: the VM, whose vCPUs are settled
 *
 * May sleep.
 */
void kvm_vmexit_depart(struct kvm_vmexit_vm *vm)
{
	struct kvm_vmexit_departed *departed = alloc_departed(vm), *done = NULL;
	struct kvm_vmexit_tally *past, *known, *sum;
	unsigned int nr;
	bool moved;
	u64 resets;

	do {
		resets = READ_ONCE(kvm_vmexit_resets);
		if (departed) {
			kvm_vmexit_copy_clear(departed->total);
			add_settled_vm(vm, departed->total);
		}
		past_causes_get(vm, &past, &known);
		nr = READ_ONCE(vm->nr_new_causes);
		sum = joined(past, vm, known, &nr);
		raw_spin_lock(&kvm_vmexit_lock);
		moved = resets == kvm_vmexit_resets &&
			past == kvm_vmexit_past_causes && known == vm->known;
		if (moved) {
			done = move(vm, departed);
			vm->nr_new_causes = nr;
			swap(kvm_vmexit_past_causes, sum);
			if (!known) {
				vm->known = kvm_vmexit_past_causes;
				kvm_vmexit_tally_get(vm->known);
			}
		}
		raw_spin_unlock(&kvm_vmexit_lock);
		kvm_vmexit_tally_put(sum);
		kvm_vmexit_tally_put(known);
		kvm_vmexit_tally_put(past);
	} while (!moved);

	kvm_vmexit_departed_put(done);
}
