/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: what happens at every VM exit and every VM entry.
 *
 * A vCPU's time is cut at each exit and each entry.  The piece that ends at an
 * exit is guest time of that exit's reason; the piece that ends at an entry is
 * the kernel phase of the exit before it.  What interrupted the kernel phase
 * (see phase.c) has moved ->mark forward by its own length, so that no sum is
 * kept per exit and nothing is subtracted here.
 */
#ifndef __KVM_VMEXIT_RECORD_H
#define __KVM_VMEXIT_RECORD_H

#include <linux/bitops.h>
#include <linux/jump_label.h>
#include <linux/kvm_host.h>
#include <linux/percpu.h>
#include <asm/svm.h>
#include <asm/tsc.h>

#include "cause.h"
#include "compat.h"
#include "slowest.h"
#include "store.h"

/*
 * Who records: exits; entries; what begins and ends between them.  See
 * switch.c.
 */
DECLARE_STATIC_KEY_TRUE(kvm_vmexit_enabled);
DECLARE_STATIC_KEY_TRUE(kvm_vmexit_closing);
DECLARE_STATIC_KEY_TRUE(kvm_vmexit_phases);

/*
 * What, beside counts: times and maxima; histograms too.  Or, instead of the key
 * of times, all of it and what is behind exits: nobody else passes by its key.
 */
DECLARE_STATIC_KEY_TRUE(kvm_vmexit_time);
DECLARE_STATIC_KEY_TRUE(kvm_vmexit_hist);
DECLARE_STATIC_KEY_FALSE(kvm_vmexit_causes);

/* AMD's exit codes; Intel's basic exit reasons are far fewer. */
#define KVM_VMEXIT_NR_CODES	(SVM_EXIT_VMGEXIT + 1)

/*
 * By exit code.  Two entries follow the table: the failed VM entry of SVM, whose
 * code is -1, and everything else.
 */
extern struct kvm_vmexit_code kvm_vmexit_codes[KVM_VMEXIT_NR_CODES + 2];

/* The index of an exit code in the table. */
static __always_inline unsigned long kvm_vmexit_code(u32 nr)
{
	if (likely(nr < KVM_VMEXIT_NR_CODES))
		return nr;

	return KVM_VMEXIT_NR_CODES + (nr != (u32)SVM_EXIT_ERR);
}

static __always_inline struct kvm_vmexit_slot *
kvm_vmexit_slot_at(const struct kvm_vmexit_state *state, unsigned long offset)
{
	return (void *)state->slots + KVM_VMEXIT_OFFSET_SCALE * offset;
}

static __always_inline struct kvm_vmexit_cell __percpu *
kvm_vmexit_cpu_cell_at(const struct kvm_vmexit_state *state,
		       unsigned long offset)
{
	return (void __percpu *)state->cpu_cells + offset;
}

/*
 * The TSC of two CPUs may differ: a negative difference is none, but tallied.
 */
static __always_inline u64 kvm_vmexit_elapsed(struct kvm_vmexit_state *state,
					      u64 since, u64 now)
{
	s64 cycles = now - since;

	if (unlikely(cycles < 0)) {
		state->stats->backwards++;
		return 0;
	}

	return cycles;
}

/* An unsigned long indexes memory as it is; less would have to be extended. */
static __always_inline unsigned long kvm_vmexit_bucket(u64 cycles)
{
	const unsigned long last =
		KVM_VMEXIT_HIST_SHIFT + KVM_VMEXIT_HIST_BUCKETS - 1;

	return min(__fls(cycles | BIT(KVM_VMEXIT_HIST_SHIFT)), last) -
	       KVM_VMEXIT_HIST_SHIFT;
}

static __always_inline void
kvm_vmexit_count_nested(struct kvm_vmexit_state *state, unsigned long offset)
{
	unsigned int slot = offset / sizeof(struct kvm_vmexit_cell);

	state->stats->nested[slot]++;
	this_cpu_inc(kvm_vmexit_cpu_rare[slot].nested);
}

static __always_inline void
kvm_vmexit_count_guest(struct kvm_vmexit_state *state,
		       struct kvm_vmexit_cell *cell,
		       struct kvm_vmexit_cell __percpu *cpu_cell)
{
	u64 now = rdtsc();
	u64 guest = kvm_vmexit_elapsed(state, state->mark, now);

	state->mark = now;
	cell->guest += guest;
	this_cpu_add(cpu_cell->guest, guest);
}

/*
 * Returns whether what is behind the exit is to be counted, too: then the write
 * section is open.
 */
static __always_inline bool kvm_vmexit_count(struct kvm_vcpu *vcpu, u32 nr)
{
	struct kvm_vmexit_state *state = &vcpu->arch.vmexit;
	unsigned long offset = kvm_vmexit_codes[kvm_vmexit_code(nr)].offset;
	struct kvm_vmexit_cell *cell = &kvm_vmexit_slot_at(state, offset)->cell;
	struct kvm_vmexit_cell __percpu *cpu_cell =
		kvm_vmexit_cpu_cell_at(state, offset);

	raw_write_seqcount_begin(&state->seq);
	state->open = offset;
	cell->exits++;
	this_cpu_inc(cpu_cell->exits);
	if (static_branch_likely(&kvm_vmexit_time)) {
		kvm_vmexit_count_guest(state, cell, cpu_cell);
	} else if (static_branch_unlikely(&kvm_vmexit_causes)) {
		kvm_vmexit_count_guest(state, cell, cpu_cell);
		if (unlikely(is_guest_mode(vcpu)))
			kvm_vmexit_count_nested(state, offset);
		return true;
	}
	if (unlikely(is_guest_mode(vcpu)))
		kvm_vmexit_count_nested(state, offset);
	raw_write_seqcount_end(&state->seq);

	return false;
}

static __always_inline void
kvm_vmexit_add_cause(struct kvm_vmexit_state *state, u32 number, u32 tag)
{
	struct kvm_vmexit_causes *causes = state->causes;
	unsigned int place = kvm_vmexit_cause_home(number);
	struct kvm_vmexit_cause *cause = &causes->cause[place++];

	if (unlikely(cause->number != number || cause->tag != tag)) {
		place = kvm_vmexit_find_cause(causes, number, tag);
		if (!place)
			return;
		cause = &causes->cause[place - 1];
	}
	cause->exits++;
	state->cause = place;
}

static __always_inline u32 kvm_vmexit_register(struct kvm_vcpu *vcpu,
					       unsigned long code)
{
	return vcpu->arch.regs[kvm_vmexit_codes[code].reg];
}

static __always_inline void kvm_vmexit_add_register(struct kvm_vcpu *vcpu,
						    unsigned long code)
{
	kvm_vmexit_add_cause(&vcpu->arch.vmexit,
			     kvm_vmexit_register(vcpu, code), code);
}

static __always_inline void kvm_vmexit_add_info(struct kvm_vcpu *vcpu,
						unsigned long code, u64 info)
{
	u32 number = info & kvm_vmexit_codes[code].mask, tag = code;

	if (kvm_vmexit_codes[code].key == KVM_VMEXIT_KEY_MSR) {
		tag = number;
		number = kvm_vmexit_register(vcpu, code);
	}
	kvm_vmexit_add_cause(&vcpu->arch.vmexit, number, tag);
}

static __always_inline void
kvm_vmexit_close_cause(struct kvm_vmexit_state *state, u64 kernel)
{
	if (!state->cause)
		return;

	state->causes->cause[state->cause - 1].kernel += kernel;
	state->cause = 0;
}

static __always_inline void
kvm_vmexit_close_time(struct kvm_vmexit_state *state, bool causes, bool entry)
{
	unsigned long offset = state->open;
	struct kvm_vmexit_slot *counters = kvm_vmexit_slot_at(state, offset);
	struct kvm_vmexit_cell __percpu *cpu_cell =
		kvm_vmexit_cpu_cell_at(state, offset);
	u64 now, kernel;

	raw_write_seqcount_begin(&state->seq);
	state->open = KVM_VMEXIT_OFFSET_NONE;
	now = rdtsc();
	kernel = kvm_vmexit_elapsed(state, state->mark, now);
	state->mark = now;
	counters->cell.kernel += kernel;
	this_cpu_add(cpu_cell->kernel, kernel);
	if (unlikely(kernel > counters->cell.max)) {
		counters->cell.max = kernel;
		if (causes)
			kvm_vmexit_keep_slowest(state, offset, kernel, entry);
	}
	if (unlikely(kernel > this_cpu_read(cpu_cell->max)))
		this_cpu_write(cpu_cell->max, kernel);
	if (causes || static_branch_likely(&kvm_vmexit_hist))
		counters->hist[kvm_vmexit_bucket(kernel)]++;
	if (causes)
		kvm_vmexit_close_cause(state, kernel);
	raw_write_seqcount_end(&state->seq);
}

/*
 * @entry: as for kvm_vmexit_keep_slowest().  Without times, all that changes is one
 * word, which needs no write section.
 */
static __always_inline void kvm_vmexit_close(struct kvm_vmexit_state *state,
					     bool entry)
{
	if (static_branch_likely(&kvm_vmexit_time))
		kvm_vmexit_close_time(state, false, entry);
	else if (static_branch_unlikely(&kvm_vmexit_causes))
		kvm_vmexit_close_time(state, true, entry);
	else
		WRITE_ONCE(state->open, KVM_VMEXIT_OFFSET_NONE);
}

/**
 * kvm_vmexit_record_exit() - a VM exit has happened
 * @vcpu: the vCPU, still marked as in L2 if the exit came from there
 * @nr: the hardware's exit reason: basic reason on VMX, EXITCODE on SVM
 *
 * Where KVM traces kvm_exit: once per exit, interrupts off.  A macro, so that
 * @nr is not even loaded while nothing is recorded.
 *
 * Return: whether kvm_vmexit_record_cause() is to be called at once.
 */
#define kvm_vmexit_record_exit(vcpu, nr)				\
	(static_branch_likely(&kvm_vmexit_enabled) &&			\
	 kvm_vmexit_count(vcpu, nr))

/**
 * kvm_vmexit_record_cause() - what was behind a VM exit
 * @vcpu: the vCPU, with its registers
 * @nr: the exit reason; asked for a second time, as to keep it would take a
 *	register of the path of those who need no causes
 * @info: what the hardware says beyond it: exit qualification, EXITINFO1
 *
 * A macro, as @info may be what only few exits need: a VMREAD.
 */
#define kvm_vmexit_record_cause(vcpu, nr, info)				\
	do {								\
		struct kvm_vcpu *__vcpu = (vcpu);			\
		const unsigned long __code = kvm_vmexit_code(nr);	\
		const u8 __key = kvm_vmexit_codes[__code].key;		\
									\
		if (likely(__key == KVM_VMEXIT_KEY_REGISTER))		\
			kvm_vmexit_add_register(__vcpu, __code);	\
		else if (__key != KVM_VMEXIT_KEY_NONE)			\
			kvm_vmexit_add_info(__vcpu, __code, info);	\
		kvm_vmexit_record_no_cause(__vcpu);			\
	} while (0)

/* In its place, if it is not known. */
static __always_inline void kvm_vmexit_record_no_cause(struct kvm_vcpu *vcpu)
{
	raw_write_seqcount_end(&vcpu->arch.vmexit.seq);
}

/**
 * kvm_vmexit_record_entry() - the vCPU is about to enter the guest
 * @vcpu: the vCPU
 *
 * Where KVM traces kvm_entry: interrupts off, nothing can cancel the entry.
 */
static __always_inline void kvm_vmexit_record_entry(struct kvm_vcpu *vcpu)
{
	if (static_branch_likely(&kvm_vmexit_closing))
		kvm_vmexit_close(&vcpu->arch.vmexit, true);
}

void __kvm_vmexit_count_to_user(struct kvm_vcpu *vcpu);
void __kvm_vmexit_phase_begin(struct kvm_vcpu *vcpu,
			      enum kvm_vmexit_phase phase);
void __kvm_vmexit_phase_end(struct kvm_vcpu *vcpu, enum kvm_vmexit_phase phase);
void __kvm_vmexit_sched_out(struct kvm_vcpu *vcpu);
void __kvm_vmexit_sched_in(struct kvm_vcpu *vcpu);

/**
 * kvm_vmexit_phase_begin() - KVM stops working on the open exit
 * @vcpu: the vCPU, loaded on this CPU
 * @phase: what begins: userspace or halted
 *
 * The vCPU's thread, except between entry and exit.
 */
static inline void kvm_vmexit_phase_begin(struct kvm_vcpu *vcpu,
					  enum kvm_vmexit_phase phase)
{
	if (static_branch_likely(&kvm_vmexit_phases))
		__kvm_vmexit_phase_begin(vcpu, phase);
}

/* The counterpart; does nothing if @phase has not begun. */
static inline void kvm_vmexit_phase_end(struct kvm_vcpu *vcpu,
					enum kvm_vmexit_phase phase)
{
	if (static_branch_likely(&kvm_vmexit_phases))
		__kvm_vmexit_phase_end(vcpu, phase);
}

/**
 * kvm_vmexit_to_user() - KVM_RUN returns to userspace
 * @vcpu: the vCPU, loaded on this CPU
 *
 * The vCPU's thread; ends with kvm_vmexit_phase_end().  The count needs the key
 * of the entries: as long as it is set no exit has been forgotten.
 */
static inline void kvm_vmexit_to_user(struct kvm_vcpu *vcpu)
{
	if (static_branch_likely(&kvm_vmexit_closing))
		__kvm_vmexit_count_to_user(vcpu);
	kvm_vmexit_phase_begin(vcpu, KVM_VMEXIT_USER);
}

/**
 * kvm_vmexit_sched_out() - the vCPU's thread gives up the CPU
 * @vcpu: the vCPU
 *
 * In KVM's preempt notifier: interrupts off, the run queue locked.
 */
static inline void kvm_vmexit_sched_out(struct kvm_vcpu *vcpu)
{
	if (static_branch_likely(&kvm_vmexit_phases))
		__kvm_vmexit_sched_out(vcpu);
}

/* It runs again; in the preempt notifier, preemption off. */
static inline void kvm_vmexit_sched_in(struct kvm_vcpu *vcpu)
{
	if (static_branch_likely(&kvm_vmexit_phases))
		__kvm_vmexit_sched_in(vcpu);
}

#endif /* __KVM_VMEXIT_RECORD_H */
