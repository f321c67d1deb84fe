// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: reading the host, a VM, a vCPU, a CPU
 *
 * All of it by somebody who holds kvm_vmexit_reading, but for what a reset does
 * not concern.
 */
#include <linux/rculist.h>
#include <linux/sched/signal.h>
#include <linux/kvm_host.h>
#include <linux/slab.h>

#include "baseline.h"
#include "cause.h"
#include "departed.h"
#include "exit_stats.h"
#include "phase.h"
#include "read.h"
#include "slowest.h"
#include "tally.h"

DECLARE_RWSEM(kvm_vmexit_reading);
u64 kvm_vmexit_host_since;

/*
 * One pass over a vCPU that may be running.  The TSC is read at its begin:
 * whatever the vCPU measured before, it has written long before the end.  True
 * if the vCPU has written nothing meanwhile; then @copy and @progress are of
 * one moment.
 */
static bool copy_living(struct kvm_vmexit_copy *copy,
			struct kvm_vmexit_progress *progress,
			struct kvm_vmexit_vcpu *stats)
{
	struct kvm_vmexit_state *state = &stats->vcpu->arch.vmexit;
	unsigned int seq = read_seqcount_begin(&state->seq);
	u64 now = rdtsc_ordered();

	copy->open = READ_ONCE(state->open) / sizeof(struct kvm_vmexit_cell);
	kvm_vmexit_copy_slots(copy, stats, &state->seq);
	copy->open_cause = READ_ONCE(state->cause);
	kvm_vmexit_copy_causes(copy, stats, &state->seq);
	kvm_vmexit_slowest_copy(copy->slowest, stats->slowest, &state->seq);
	kvm_vmexit_progress(progress, state, now);
	if (read_seqcount_retry(&state->seq, seq))
		return false;

	kvm_vmexit_progress_shown(progress, stats);

	return !read_seqcount_retry(&state->seq, seq);
}

static bool copy_vcpu(struct kvm_vmexit_copy *copy,
		      struct kvm_vmexit_progress *progress,
		      struct kvm_vmexit_vcpu *stats)
{
	bool done = true;

	raw_spin_lock(&stats->lock);
	if (stats->vcpu) {
		done = copy_living(copy, progress, stats);
	} else {
		copy->open = KVM_VMEXIT_SLOT_NONE;
		copy->open_cause = KVM_VMEXIT_PLACE_NONE;
		kvm_vmexit_copy_slots(copy, stats, NULL);
		kvm_vmexit_copy_causes(copy, stats, NULL);
		kvm_vmexit_slowest_copy(copy->slowest, stats->slowest, NULL);
		*progress = (struct kvm_vmexit_progress) {};
	}
	raw_spin_unlock(&stats->lock);

	return done;
}

static void add_progress(struct kvm_vmexit_copy *copy,
			 const struct kvm_vmexit_progress *progress)
{
	struct kvm_vmexit_cell *cell = &copy->slots[copy->open].cell;
	int i;

	copy->running = progress->guest;
	copy->open_kernel = progress->kernel;
	if (copy->open == KVM_VMEXIT_SLOT_NONE)
		return;

	cell->kernel += progress->kernel;
	if (copy->tally && kvm_vmexit_is_place(copy->open_cause))
		kvm_vmexit_cause_at(copy->causes, copy->open_cause)->kernel +=
			progress->kernel;
	for (i = 0; i < KVM_VMEXIT_NR_PHASES; i++)
		cell->phase[i] += progress->phase[i];
}

/*
 * What is behind the open exit may not be known before KVM has handled it: until
 * then it is a row of its own.
 */
static void add_unknown(struct kvm_vmexit_copy *copy)
{
	const struct kvm_vmexit_code *code = &kvm_vmexit_slot_codes[copy->open];
	const struct kvm_vmexit_tally_row row = {
		.key = kvm_vmexit_cause_key(code->word),
		.exits = copy->open_cause == KVM_VMEXIT_PLACE_LATER,
		.kernel = copy->open_kernel,
	};

	if (code->source == KVM_VMEXIT_FROM_LATE &&
	    kvm_vmexit_is_later(copy->open_cause))
		kvm_vmexit_tally_add_row(copy->tally, &row);
}

/*
 * What has happened since the reset, and how many exits an entry has followed.
 */
static void subtract_baseline(struct kvm_vmexit_copy *copy,
			      struct kvm_vmexit_baseline *baseline)
{
	unsigned int i;

	for_each_set_bit(i, copy->used, kvm_vmexit_nr_slots) {
		kvm_vmexit_baseline_subtract(baseline, i, &copy->slots[i],
					     &copy->rare[i]);
		copy->closed[i] = copy->slots[i].cell.exits -
				  (copy->open == i) +
				  kvm_vmexit_baseline_had_open(baseline, i);
	}
}

/*
 * kvm_vmexit_vcpu_read_raw() - what has ever happened on a vCPU
 * @copy: where to; what it held is lost
 * @stats: the vCPU's, of a VM that the caller has a reference to
 *
 * Of one moment: passes over what differs, until the vCPU has done nothing
 * during one of them.  With what is in progress.  Between two passes nothing
 * is held, and in one no reset can happen: the caller need not keep it away.
 * Maxima are those since the last reset all the same.
 *
 * May sleep.  Return: 0, or -EINTR if the reader was killed meanwhile.
 */
int kvm_vmexit_vcpu_read_raw(struct kvm_vmexit_copy *copy,
			     struct kvm_vmexit_vcpu *stats)
{
	struct kvm_vmexit_progress progress;

	kvm_vmexit_copy_clear(copy);
	while (!copy_vcpu(copy, &progress, stats)) {
		if (fatal_signal_pending(current))
			return -EINTR;
		cond_resched();
	}
	add_progress(copy, &progress);

	return 0;
}

/*
 * kvm_vmexit_vcpu_read() - what has happened on a vCPU since the reset
 * @copy: where to; what it held is lost
 * @stats: the vCPU's, of a VM that the caller has a reference to
 *
 * As kvm_vmexit_vcpu_read_raw(), with how many exits an entry has followed, and
 * with what is behind them.
 *
 * May sleep.  Return: 0, or -EINTR if the reader was killed meanwhile.
 */
int kvm_vmexit_vcpu_read(struct kvm_vmexit_copy *copy,
			 struct kvm_vmexit_vcpu *stats)
{
	int r = kvm_vmexit_vcpu_read_raw(copy, stats);

	if (r)
		return r;

	subtract_baseline(copy, stats->baseline);
	if (copy->tally) {
		kvm_vmexit_tally_add_table(copy->tally, copy->causes);
		add_unknown(copy);
	}
	copy->since = stats->since;

	return 0;
}

/*
 * kvm_vmexit_vm_read() - what has happened in a VM since the reset
 * @sum: where to; what it held is lost
 * @scratch: room for the copy of one vCPU
 * @vm: the VM, which the caller has a reference to
 *
 * May sleep.  Return: 0, or -EINTR if the reader was killed meanwhile.
 */
int kvm_vmexit_vm_read(struct kvm_vmexit_copy *sum,
		       struct kvm_vmexit_copy *scratch,
		       struct kvm_vmexit_vm *vm)
{
	struct kvm_vmexit_vcpu *stats;
	int r;

	kvm_vmexit_copy_clear(sum);
	kvm_vmexit_for_each_vcpu(stats, vm) {
		r = kvm_vmexit_vcpu_read(scratch, stats);
		if (r)
			return r;
		kvm_vmexit_add(sum, scratch);
		cond_resched();
	}
	sum->since = vm->since;

	return 0;
}

/*
 * kvm_vmexit_host_begin() - what has happened in all VMs that have ended
 * @sum: where to; what it held is lost
 * @snapshot: of these and of those that live, each of which is to be added
 */
void kvm_vmexit_host_begin(struct kvm_vmexit_copy *sum,
			   const struct kvm_vmexit_snapshot *snapshot)
{
	unsigned int i;

	kvm_vmexit_copy_clear(sum);
	kvm_vmexit_add(sum, snapshot->older);
	for (i = 0; i < snapshot->nr_departed; i++)
		kvm_vmexit_add(sum, snapshot->departed[i]->total);
	if (sum->tally)
		kvm_vmexit_tally_add(sum->tally, snapshot->past_causes);
	sum->since = kvm_vmexit_host_since;
}

static int add_vms(struct kvm_vmexit_copy *sum,
		   const struct kvm_vmexit_snapshot *snapshot)
{
	struct kvm_vmexit_copy *vm = kvm_vmexit_copy_alloc_with(sum->with);
	struct kvm_vmexit_copy *scratch = kvm_vmexit_copy_alloc_with(sum->with);
	int r = vm && scratch ? 0 : -ENOMEM;
	unsigned int i;

	for (i = 0; i < snapshot->nr_vms && !r; i++) {
		r = kvm_vmexit_vm_read(vm, scratch, snapshot->vms[i]);
		if (r)
			break;
		if (vm->tally)
			kvm_vmexit_admit_causes(snapshot->vms[i], vm->tally);
		kvm_vmexit_add(sum, vm);
	}
	kvm_vmexit_copy_free(scratch);
	kvm_vmexit_copy_free(vm);

	return r;
}

/*
 * kvm_vmexit_host_read() - what has happened on the host since the reset
 * @sum: where to; what it held is lost
 *
 * May sleep.  Return: 0, -ENOMEM, or -EINTR if the reader was killed meanwhile.
 */
int kvm_vmexit_host_read(struct kvm_vmexit_copy *sum)
{
	struct kvm_vmexit_snapshot snapshot;
	int r;

	r = kvm_vmexit_snapshot_take(&snapshot);
	if (!r) {
		kvm_vmexit_host_begin(sum, &snapshot);
		r = add_vms(sum, &snapshot);
	}
	kvm_vmexit_snapshot_put(&snapshot);

	return r;
}

/*
 * kvm_vmexit_cpu_read() - what has happened on a physical CPU since the reset
 * @copy: where to; what it held is lost
 * @cpu: a possible CPU
 */
void kvm_vmexit_cpu_read(struct kvm_vmexit_copy *copy, int cpu)
{
	kvm_vmexit_copy_cpu(copy, cpu);
	kvm_vmexit_baseline_subtract_cpu(copy, cpu);
	copy->since = kvm_vmexit_host_since;
}

/*
 * kvm_vmexit_backwards() - how many differences of times were negative
 * @backwards: where to; of all VMs, since the last reset
 *
 * May sleep.  Return: 0 or -ENOMEM.
 */
int kvm_vmexit_backwards(u64 *backwards)
{
	struct kvm_vmexit_snapshot snapshot;
	struct kvm_vmexit_vcpu *stats;
	unsigned int i;
	u64 sum;
	int r;

	r = kvm_vmexit_snapshot_take(&snapshot);
	sum = snapshot.backwards;
	for (i = 0; i < snapshot.nr_vms && !r; i++) {
		kvm_vmexit_for_each_vcpu(stats, snapshot.vms[i])
			sum += READ_ONCE(stats->backwards);
	}
	kvm_vmexit_snapshot_put(&snapshot);
	*backwards = sum;

	return r;
}
