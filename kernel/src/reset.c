// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: letting all views begin at zero
 *
 * Each exit is in two stores, a vCPU's and a CPU's, and must be kept in both
 * or in neither; so a reset is one moment.  Room for what is kept is made
 * while the guests run; it is filled while all CPUs stand still.  Recording
 * runs with preemption off, and so does whoever changes the lists: nobody is
 * in the middle of it then.
 */
#include <linux/rculist.h>
#include <linux/kvm_host.h>
#include <linux/slab.h>
#include <linux/stop_machine.h>
#include <linux/timekeeping.h>

#include "baseline.h"
#include "cause.h"
#include "departed.h"
#include "late.h"
#include "phase.h"
#include "read.h"
#include "reset.h"
#include "slowest.h"
#include "snapshot.h"
#include "tally.h"
#include "vm.h"

/* What update() takes and gives back. */
struct update {
	struct kvm_vmexit_copy *older;	/* of nothing; then what was older */
	struct list_head departed;	/* what had departed */
	struct kvm_vmexit_tally *past_causes;	/* and what was behind it */
};

static int alloc_baselines(const struct kvm_vmexit_snapshot *snapshot)
{
	struct kvm_vmexit_vcpu *stats;
	unsigned int i;

	for (i = 0; i < snapshot->nr_vms; i++) {
		kvm_vmexit_for_each_vcpu(stats, snapshot->vms[i]) {
			stats->next_baseline = kvm_vmexit_baseline_alloc(stats);
			if (!stats->next_baseline)
				return -ENOMEM;
			cond_resched();
		}
	}

	return 0;
}

static bool all_fit(void)
{
	struct kvm_vmexit_vcpu *stats;
	struct kvm_vmexit_vm *vm;

	list_for_each_entry(vm, &kvm_vmexit_vms, node) {
		kvm_vmexit_for_each_vcpu(stats, vm) {
			if (!kvm_vmexit_baseline_fits(stats->next_baseline,
						      stats))
				return false;
		}
	}

	return true;
}

static void keep_vcpu(struct kvm_vmexit_vcpu *stats, u64 now)
{
	u16 open = KVM_VMEXIT_PLACE_NONE;
	unsigned int i;

	if (stats->vcpu) {
		kvm_vmexit_charge(&stats->vcpu->arch.vmexit);
		open = kvm_vmexit_late_forget(&stats->vcpu->arch.vmexit);
	}
	kvm_vmexit_causes_forget(stats->causes, open);
	kvm_vmexit_slowest_forget(stats->slowest);
	for (i = 0; i < kvm_vmexit_nr_slots; i++)
		stats->slots[i].cell.max = 0;
	kvm_vmexit_baseline_fill(stats->next_baseline, stats);
	swap(stats->baseline, stats->next_baseline);
	stats->backwards = 0;
	stats->since = now;
}

static void keep_vms(u64 now)
{
	struct kvm_vmexit_vcpu *stats;
	struct kvm_vmexit_vm *vm;

	list_for_each_entry(vm, &kvm_vmexit_vms, node) {
		kvm_vmexit_for_each_vcpu(stats, vm)
			keep_vcpu(stats, now);
		vm->since = now;
		vm->nr_new_causes = 0;
		swap(vm->known, vm->forgotten);
	}
}

static void keep_cpu(int cpu)
{
	struct kvm_vmexit_cell *cells = per_cpu_ptr(kvm_vmexit_cpu_cells, cpu);
	unsigned int i;

	for (i = 0; i < kvm_vmexit_nr_slots; i++)
		cells[i].max = 0;
	kvm_vmexit_baseline_fill_cpu(cpu);
}

static void forget_departed(struct update *update, u64 now)
{
	list_splice_init(&kvm_vmexit_departed, &update->departed);
	swap(kvm_vmexit_older, update->older);
	swap(kvm_vmexit_past_causes, update->past_causes);
	kvm_vmexit_older->since = now;
	kvm_vmexit_departed_backwards = 0;
	kvm_vmexit_host_since = now;
	kvm_vmexit_resets++;
}

/*
 * On one CPU, interrupts off; the others stand still.  The CPUs' stores are
 * last, as what vCPUs have in progress is charged to this one's.  -EAGAIN: a
 * slot is in use that was not when room was made; then nothing has changed.
 */
static int update(void *data)
{
	u64 now = ktime_get_boottime_ns();
	int cpu;

	if (!all_fit())
		return -EAGAIN;

	keep_vms(now);
	for_each_possible_cpu(cpu)
		keep_cpu(cpu);
	forget_departed(data, now);

	return 0;
}

/* What the reset before has left: while all CPUs stand nothing is freed. */
static void free_forgotten(const struct kvm_vmexit_snapshot *snapshot)
{
	unsigned int i;

	for (i = 0; i < snapshot->nr_vms; i++) {
		kvm_vmexit_tally_put(snapshot->vms[i]->forgotten);
		snapshot->vms[i]->forgotten = NULL;
	}
}

/* The old ones, or if nothing came of it, the new ones. */
static void free_next_baselines(const struct kvm_vmexit_snapshot *snapshot)
{
	struct kvm_vmexit_vcpu *stats;
	unsigned int i;

	for (i = 0; i < snapshot->nr_vms; i++) {
		kvm_vmexit_for_each_vcpu(stats, snapshot->vms[i]) {
			kvfree(stats->next_baseline);
			stats->next_baseline = NULL;
		}
	}
}

static int try_reset(struct update *data)
{
	struct kvm_vmexit_snapshot snapshot;
	int r;

	r = kvm_vmexit_snapshot_take(&snapshot);
	if (!r)
		free_forgotten(&snapshot);
	r = r ?: alloc_baselines(&snapshot);
	r = r ?: stop_machine(update, data, NULL);
	if (!r)
		synchronize_rcu();	/* kvm_vmexit_depart() may add up */
	free_next_baselines(&snapshot);
	kvm_vmexit_snapshot_put(&snapshot);

	return r;
}

/*
 * kvm_vmexit_reset() - let all views begin at zero
 *
 * One at a time; waits for readers.  May sleep; stops all CPUs for the filling.
 * Return: 0, -ENOMEM, or -EINTR if the caller was killed meanwhile; then
 * nothing has changed.
 */
int kvm_vmexit_reset(void)
{
	struct update data = {
		.older = kvm_vmexit_copy_alloc_with(KVM_VMEXIT_WITH_SLOWEST),
		.departed = LIST_HEAD_INIT(data.departed),
	};
	int r = -ENOMEM;

	if (data.older && down_write_killable(&kvm_vmexit_reading)) {
		r = -EINTR;
	} else if (data.older) {
		do {
			r = try_reset(&data);
		} while (r == -EAGAIN);
		up_write(&kvm_vmexit_reading);
	}

	kvm_vmexit_departed_put_all(&data.departed);
	kvm_vmexit_tally_put(data.past_causes);
	kvm_vmexit_copy_free(data.older);

	return r;
}
