// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: the phases that interrupt KVM's work on an exit
 *
 * Userspace handles it, the vCPU is halted, or its thread is not running.  Each
 * is charged to the reason of the open exit and taken out of its kernel phase
 * by moving the mark from which the kernel phase is measured.
 *
 * A thread that does not run is either queued for a CPU, which is steal time,
 * or waits for something, and then the vCPU is halted or blocked.  How long it
 * was queued is what the scheduler says.
 */
#include <linux/math64.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sched/clock.h>

#include "compat.h"
#include "exit_stats.h"
#include "phase.h"

/* Whether phases are recorded; one word, so that all hooks change as one. */
static bool recording __read_mostly = true;

static void add(struct kvm_vmexit_state *state, enum kvm_vmexit_phase phase,
		u64 cycles)
{
	kvm_vmexit_slot_at(state, state->open)->cell.phase[phase] += cycles;
	this_cpu_add(kvm_vmexit_cpu_cell_at(state, state->open)->phase[phase],
		     cycles);
}

/* Not one that a division traps in: a reader's pass may have seen anything. */
static u64 ns_to_cycles(u64 ns)
{
	return mul_u64_u32_div(ns, tsc_khz, NSEC_PER_MSEC);
}

/*
 * How long the thread has been queued since it went out, in ns.  It may be
 * just beginning to run, and then the scheduler moves the time from one word
 * to the other.
 */
static u64 queued_ns(const struct kvm_vmexit_state *state)
{
	const struct sched_info *info = &state->stats->task->sched_info;
	u64 delay, since;
	s64 queued;

	do {
		delay = READ_ONCE(info->run_delay);
		smp_rmb();	/* run_delay is read before and after it */
		since = READ_ONCE(info->last_queued);
		smp_rmb();	/* as above */
	} while (delay != READ_ONCE(info->run_delay));

	queued = delay - state->stats->out_delay;
	if (since)
		queued += max_t(s64, local_clock() - since, 0);

	return max_t(s64, queued, 0);
}

/*
 * Of @away cycles since it went out, how many the thread was queued.  No less
 * than a reader has been shown, nor so many that the rest is less.
 */
static u64 steal_of(const struct kvm_vmexit_state *state, u64 away)
{
	const struct kvm_vmexit_vcpu *stats = state->stats;
	u64 steal, rest;

	if (stats->out_runnable)
		return away;

	steal = min(ns_to_cycles(queued_ns(state)), away);
	if (READ_ONCE(stats->shown_out) != state->out)
		return steal;

	smp_rmb();	/* pairs with kvm_vmexit_progress_shown() */
	rest = min(READ_ONCE(stats->shown_rest), away);
	steal = min(steal, away - rest);

	return max(steal, min(READ_ONCE(stats->shown_steal), away));
}

static u64 elapsed(u64 since, u64 now)
{
	return max_t(s64, now - since, 0);
}

/*
 * kvm_vmexit_progress() - what has been going on since the last write to a cell
 * @progress: where to
 * @state: the vCPU's; nothing of it is written
 * @now: the TSC
 *
 * The caller holds the lock of the vCPU's statistics, which keeps its thread's
 * existence while state.out is set, and looks at state.seq before and after:
 * only if it has not changed in between is @progress worth something.
 */
void kvm_vmexit_progress(struct kvm_vmexit_progress *progress,
			 const struct kvm_vmexit_state *state, u64 now)
{
	u64 mark = READ_ONCE(state->mark), out = READ_ONCE(state->out);
	u64 begun = READ_ONCE(state->begun), away = 0, steal = 0;
	u8 phase = READ_ONCE(state->stats->phase);

	*progress = (struct kvm_vmexit_progress) {};
	if (!mark)
		return;

	if (READ_ONCE(state->open) == KVM_VMEXIT_OFFSET_NONE) {
		progress->guest = elapsed(mark, now);
		return;
	}

	if (out) {
		away = elapsed(out, now);
		steal = steal_of(state, away);
		progress->out = out;
		progress->rest = away - steal;
		progress->phase[KVM_VMEXIT_STEAL] = steal;
	}

	if (phase == KVM_VMEXIT_AT_WORK) {
		progress->kernel = elapsed(mark, out ?: now);
		progress->phase[KVM_VMEXIT_BLOCKED] = away - steal;
	} else {
		progress->kernel = elapsed(mark, begun);
		progress->phase[phase % KVM_VMEXIT_NR_PHASES] =
			elapsed(begun + steal, now);
	}
}

/*
 * kvm_vmexit_progress_shown() - what readers show of a time is its least
 * @progress: what will be shown, of one moment
 * @stats: the vCPU's, under its lock
 *
 * The steal of what is out is known for sure only when it is over.  What
 * ends it heeds what is kept here if it begins after this: a reader that finds
 * state.seq unchanged afterwards has shown nothing that will be taken back.
 */
void kvm_vmexit_progress_shown(const struct kvm_vmexit_progress *progress,
			       struct kvm_vmexit_vcpu *stats)
{
	if (progress->out) {
		if (stats->shown_out != progress->out)
			WRITE_ONCE(stats->shown_out, 0);
		smp_wmb();	/* no period's while the two words change */
		WRITE_ONCE(stats->shown_steal,
			   progress->phase[KVM_VMEXIT_STEAL]);
		WRITE_ONCE(stats->shown_rest, progress->rest);
		smp_wmb();	/* pairs with steal_of() */
		WRITE_ONCE(stats->shown_out, progress->out);
	}
	smp_mb();	/* pairs with __kvm_vmexit_sched_in() */
}

/* The thread runs again, or is taken to: @state is written by nobody else. */
static void end_out(struct kvm_vmexit_state *state, u64 now)
{
	u64 away = kvm_vmexit_elapsed(state, state->out, now);
	u64 steal = steal_of(state, away);

	add(state, KVM_VMEXIT_STEAL, steal);
	state->mark += steal;
	if (state->stats->phase == KVM_VMEXIT_AT_WORK) {
		add(state, KVM_VMEXIT_BLOCKED, away - steal);
		state->mark += away - steal;
	} else {
		state->begun += steal;
	}
	state->out = 0;
}

static void end_phase(struct kvm_vmexit_state *state, u64 now)
{
	u64 cycles = kvm_vmexit_elapsed(state, state->begun, now);

	add(state, state->stats->phase, cycles);
	state->mark += cycles;
	state->stats->phase = KVM_VMEXIT_AT_WORK;
}

/* A vCPU whose life has not begun is in no phase. */
void __kvm_vmexit_phase_begin(struct kvm_vcpu *vcpu,
			      enum kvm_vmexit_phase phase)
{
	struct kvm_vmexit_state *state = &vcpu->arch.vmexit;

	preempt_disable();
	if (READ_ONCE(recording) && state->mark &&
	    state->stats->phase == KVM_VMEXIT_AT_WORK) {
		raw_write_seqcount_begin(&state->seq);
		state->begun = rdtsc();
		state->stats->phase = phase;
		raw_write_seqcount_end(&state->seq);
	}
	preempt_enable();
}

/* Of KVM_RUN, so that the VM and its statistics exist: none has ended in it. */
void __kvm_vmexit_phase_end(struct kvm_vcpu *vcpu, enum kvm_vmexit_phase phase)
{
	struct kvm_vmexit_state *state = &vcpu->arch.vmexit;

	preempt_disable();
	if (READ_ONCE(recording) && state->stats->phase == phase) {
		raw_write_seqcount_begin(&state->seq);
		end_phase(state, rdtsc());
		raw_write_seqcount_end(&state->seq);
	}
	preempt_enable();
}

/*
 * The thread of a vCPU in userspace may come here for another ioctl and be
 * scheduled out in it: that stays user time.
 */
void __kvm_vmexit_sched_out(struct kvm_vcpu *vcpu)
{
	struct kvm_vmexit_state *state = &vcpu->arch.vmexit;

	if (!READ_ONCE(recording) || !state->mark ||
	    state->stats->phase == KVM_VMEXIT_USER)
		return;

	raw_write_seqcount_begin(&state->seq);
	state->out = rdtsc();
	state->stats->out_delay = current->sched_info.run_delay;
	state->stats->out_runnable = task_is_runnable(current);
	state->stats->task = current;
	raw_write_seqcount_end(&state->seq);
}

/*
 * Recording has been switched off while the thread was out.  Whoever did it
 * settles all accounts, and needs the thread as long as state.out is set: this
 * one settles its own before it goes on.
 */
static void settle_own(struct kvm_vmexit_state *state)
{
	raw_spin_lock(&state->stats->lock);
	kvm_vmexit_settle(state);
	raw_spin_unlock(&state->stats->lock);
}

void __kvm_vmexit_sched_in(struct kvm_vcpu *vcpu)
{
	struct kvm_vmexit_state *state = &vcpu->arch.vmexit;

	if (!state->out)
		return;
	if (!READ_ONCE(recording)) {
		settle_own(state);
		return;
	}

	raw_write_seqcount_begin(&state->seq);
	smp_mb();	/* pairs with kvm_vmexit_progress_shown() */
	end_out(state, rdtsc());
	raw_write_seqcount_end(&state->seq);
}

static bool has_left(const struct kvm_vmexit_state *state, u64 exits)
{
	const struct kvm_vmexit_to_user *to_user = state->stats->to_user;

	return to_user->open == state->open && to_user->exits == exits;
}

/* The open exit counts no more if it goes to userspace. */
static void leave(struct kvm_vmexit_state *state, u64 exits)
{
	state->stats->to_user->open = state->open;
	state->stats->to_user->exits = exits;
}

/*
 * An exit may need userspace several times, and KVM_RUN return for a signal
 * before it goes on with it: it counts once.
 */
void __kvm_vmexit_count_to_user(struct kvm_vcpu *vcpu)
{
	struct kvm_vmexit_state *state = &vcpu->arch.vmexit;
	unsigned int slot;
	u64 exits;

	preempt_disable();
	slot = state->open / sizeof(struct kvm_vmexit_cell);
	exits = kvm_vmexit_slot_at(state, state->open)->cell.exits;
	if (slot != KVM_VMEXIT_SLOT_NONE && !has_left(state, exits)) {
		raw_write_seqcount_begin(&state->seq);
		leave(state, exits);
		state->stats->to_user->count[slot]++;
		this_cpu_inc(kvm_vmexit_cpu_rare[slot].to_user);
		raw_write_seqcount_end(&state->seq);
	}
	preempt_enable();
}

/*
 * kvm_vmexit_record_phases() - begin or stop recording phases
 * @record: whether they are recorded from now on
 *
 * Sleeps, until no CPU is recording one if they are to stop.
 */
noinline void kvm_vmexit_record_phases(bool record)
{
	WRITE_ONCE(recording, record);
	if (!record)
		synchronize_rcu();
}

/* By nobody who enters a guest. */
static void close_open(struct kvm_vmexit_state *state)
{
	if (static_branch_unlikely(&kvm_vmexit_causes))
		kvm_vmexit_close_time(state, true, false);
	else
		kvm_vmexit_close(state);
}

/*
 * kvm_vmexit_settle() - end what has begun, as of now
 * @state: of a vCPU that records nothing meanwhile
 *
 * The open exit, if any, is closed with the time that it has taken so far, on
 * the account of this CPU.  The guest time of a vCPU that is in the guest is
 * lost: there is no exit to charge it to.  Its life begins again at its next
 * entry.
 *
 * The caller holds the lock of the vCPU's statistics.
 */
void kvm_vmexit_settle(struct kvm_vmexit_state *state)
{
	raw_write_seqcount_begin(&state->seq);
	if (state->out)
		end_out(state, rdtsc());
	if (state->stats->phase != KVM_VMEXIT_AT_WORK)
		end_phase(state, rdtsc());
	raw_write_seqcount_end(&state->seq);
	if (state->open != KVM_VMEXIT_OFFSET_NONE)
		close_open(state);
	WRITE_ONCE(state->mark, 0);
}

static void charge_open(struct kvm_vmexit_state *state, u64 now)
{
	u8 phase = state->stats->phase;
	u64 queued, kernel;

	if (state->out) {
		queued = queued_ns(state);
		end_out(state, now);
		state->out = now;
		state->stats->out_delay += queued;
	}
	if (phase != KVM_VMEXIT_AT_WORK) {
		end_phase(state, now);
		state->stats->phase = phase;
		state->begun = now;
	}
	kernel = kvm_vmexit_elapsed(state, state->mark, now);
	kvm_vmexit_slot_at(state, state->open)->cell.kernel += kernel;
	this_cpu_add(kvm_vmexit_cpu_cell_at(state, state->open)->kernel,
		     kernel);
}

/*
 * kvm_vmexit_charge() - charge what is in progress up to now; it begins again
 * @state: of any vCPU
 *
 * The open exit stays open, but is none of those that are counted from now on,
 * so it goes to userspace uncounted.  Guest time that no exit has ended is
 * forgotten.  The caller has stopped all other CPUs.
 */
void kvm_vmexit_charge(struct kvm_vmexit_state *state)
{
	u64 now = rdtsc();

	leave(state, kvm_vmexit_slot_at(state, state->open)->cell.exits);
	if (!state->mark)
		return;
	if (state->open != KVM_VMEXIT_OFFSET_NONE)
		charge_open(state, now);
	state->mark = now;
}

/*
 * kvm_vmexit_shift() - take a time that was none's out of what is in progress
 * @state: of any vCPU
 * @cycles: its length, modulo 2^64
 *
 * The host was suspended: no other CPU runs.
 */
void kvm_vmexit_shift(struct kvm_vmexit_state *state, u64 cycles)
{
	if (state->mark)
		state->mark += cycles;
	if (state->stats->phase != KVM_VMEXIT_AT_WORK)
		state->begun += cycles;
	if (state->out)
		state->out += cycles;
}
