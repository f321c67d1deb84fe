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
 * The first two instead, with all there is and what is behind exits: it has a path
 * of its own, whose keys only those pass by who find the others not set.
 */
DECLARE_STATIC_KEY_FALSE(kvm_vmexit_causes_enabled);
DECLARE_STATIC_KEY_FALSE(kvm_vmexit_causes_closing);

/*
 * What, beside counts: times and maxima; histograms too; what is behind exits,
 * and then not the key of times.
 */
DECLARE_STATIC_KEY_TRUE(kvm_vmexit_time);
DECLARE_STATIC_KEY_TRUE(kvm_vmexit_hist);
DECLARE_STATIC_KEY_FALSE(kvm_vmexit_causes);

struct kvm_page_fault;

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
	unsigned long code = nr;

	if (unlikely(code >= KVM_VMEXIT_NR_CODES)) {
		code = code != (u32)SVM_EXIT_ERR;
		code += KVM_VMEXIT_NR_CODES;
	}

	return code;
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
 * @code: the exit code's index in the table; @causes: whether what is behind the exit
 * will be counted, too, and so the write section stays open.
 */
static __always_inline void kvm_vmexit_count(struct kvm_vcpu *vcpu,
					     unsigned long code, bool causes)
{
	struct kvm_vmexit_state *state = &vcpu->arch.vmexit;
	unsigned long offset = kvm_vmexit_codes[code].offset;
	struct kvm_vmexit_cell *cell = &kvm_vmexit_slot_at(state, offset)->cell;
	struct kvm_vmexit_cell __percpu *cpu_cell =
		kvm_vmexit_cpu_cell_at(state, offset);

	raw_write_seqcount_begin(&state->seq);
	state->open = offset;
	cell->exits++;
	this_cpu_inc(cpu_cell->exits);
	if (causes || static_branch_likely(&kvm_vmexit_time))
		kvm_vmexit_count_guest(state, cell, cpu_cell);
	if (unlikely(is_guest_mode(vcpu)))
		kvm_vmexit_count_nested(state, offset);
	if (!causes)
		raw_write_seqcount_end(&state->seq);
}

/* @word: what the vCPU's table has of the key. */
static __always_inline void
kvm_vmexit_add_cause(struct kvm_vcpu *vcpu, u64 word)
{
	const unsigned long home = kvm_vmexit_cause_home(word);
	struct kvm_vmexit_state *state = &vcpu->arch.vmexit;
	struct kvm_vmexit_cause *cause;

	state->cause = home;
	barrier();	/* in this order the sum may take the register */
	cause = kvm_vmexit_cause_at(state->causes, home);
	if (likely(cause->word == word))
		cause->exits++;
	else
		kvm_vmexit_add_elsewhere(vcpu, word);
}

/* Of an exit that not many make: the same, or 0 if it is not known yet. */
static __always_inline void
kvm_vmexit_add_other(struct kvm_vcpu *vcpu, u64 word)
{
	if (word)
		kvm_vmexit_add_cause(vcpu, word);
	else
		vcpu->arch.vmexit.cause = KVM_VMEXIT_PLACE_LATER;
}

/* No exit is open, and nothing behind it: one word. */
#define KVM_VMEXIT_NOTHING_OPEN \
	(KVM_VMEXIT_OFFSET_NONE | KVM_VMEXIT_PLACE_NONE << 16)

/* What is left to add to when the time that KVM took is known. */
static __always_inline void
kvm_vmexit_add_kernel(struct kvm_vmexit_state *state,
		      struct kvm_vmexit_slot *counters,
		      struct kvm_vmexit_cell __percpu *cpu_cell, u64 kernel,
		      bool causes)
{
	if (unlikely(kernel > this_cpu_read(cpu_cell->max)))
		this_cpu_write(cpu_cell->max, kernel);
	if (causes)
		kvm_vmexit_cause_at(state->causes, state->cause)->kernel +=
			kernel;
	/* What follows may take its register. */
	OPTIMIZER_HIDE_VAR(kernel);
	if (causes || static_branch_likely(&kvm_vmexit_hist))
		counters->hist[kvm_vmexit_bucket(kernel)]++;
}

void kvm_vmexit_add_longest(struct kvm_vmexit_state *state, u64 kernel,
			    bool entry);

/*
 * With what is behind exits all that is left of one that is longer than those before it
 * is done by a function: nothing need be kept over a call, for which this one's caller
 * would save registers at each entry.
 */
static __always_inline void
kvm_vmexit_close_time(struct kvm_vmexit_state *state, bool causes, bool entry)
{
	unsigned long offset = state->open;
	struct kvm_vmexit_slot *counters = kvm_vmexit_slot_at(state, offset);
	struct kvm_vmexit_cell __percpu *cpu_cell =
		kvm_vmexit_cpu_cell_at(state, offset);
	u64 now, kernel;

	raw_write_seqcount_begin(&state->seq);
	now = rdtsc();
	kernel = kvm_vmexit_elapsed(state, state->mark, now);
	state->mark = now;
	counters->cell.kernel += kernel;
	this_cpu_add(cpu_cell->kernel, kernel);
	if (causes && unlikely(kernel > counters->cell.max)) {
		kvm_vmexit_add_longest(state, kernel, entry);
	} else {
		if (!causes && unlikely(kernel > counters->cell.max))
			counters->cell.max = kernel;
		kvm_vmexit_add_kernel(state, counters, cpu_cell, kernel,
				      causes);
	}
	state->open_and_cause = KVM_VMEXIT_NOTHING_OPEN;
	raw_write_seqcount_end(&state->seq);
}

/* Without times, all that changes is one word, which needs no write section. */
static __always_inline void kvm_vmexit_close(struct kvm_vmexit_state *state)
{
	if (static_branch_likely(&kvm_vmexit_time))
		kvm_vmexit_close_time(state, false, true);
	else
		WRITE_ONCE(state->open_and_cause, KVM_VMEXIT_NOTHING_OPEN);
}

/*
 * Which path an exit takes, and what its key needs of the processor: the compiler makes
 * of each a way of its own, as if the macro below had its arguments in each of them.
 */
enum kvm_vmexit_path {
	KVM_VMEXIT_PATH_NONE,
	KVM_VMEXIT_PATH_PLAIN,
	KVM_VMEXIT_PATH_CAUSES,
};

static __always_inline enum kvm_vmexit_path kvm_vmexit_path(void)
{
	if (static_branch_likely(&kvm_vmexit_enabled))
		return KVM_VMEXIT_PATH_PLAIN;
	if (static_branch_likely(&kvm_vmexit_causes_enabled))
		return KVM_VMEXIT_PATH_CAUSES;

	return KVM_VMEXIT_PATH_NONE;
}

enum kvm_vmexit_need {
	KVM_VMEXIT_NEEDS_REGISTER,
	KVM_VMEXIT_NEEDS_MSR,		/* @info, and a register */
	KVM_VMEXIT_NEEDS_INFO,
	KVM_VMEXIT_NEEDS_MORE,
	KVM_VMEXIT_NEEDS_NOTHING,
};

static __always_inline enum kvm_vmexit_need kvm_vmexit_need(long source)
{
	if (likely(source < 0))
		return KVM_VMEXIT_NEEDS_MSR;
	if (source < KVM_VMEXIT_FROM_INFO)
		return KVM_VMEXIT_NEEDS_REGISTER;
	if (source <= KVM_VMEXIT_FROM_AVIC)
		return KVM_VMEXIT_NEEDS_INFO;
	if (source <= KVM_VMEXIT_FROM_IPI)
		return KVM_VMEXIT_NEEDS_MORE;

	return KVM_VMEXIT_NEEDS_NOTHING;
}

static __always_inline u32 kvm_vmexit_register(struct kvm_vcpu *vcpu,
					       unsigned long reg)
{
	return vcpu->arch.regs[reg];
}

/* Of an exit of which few are made, or whose number is all the processor says. */
static __always_inline void
kvm_vmexit_add_said(struct kvm_vcpu *vcpu, const struct kvm_vmexit_code *code,
		    u64 said)
{
	if (code->source == KVM_VMEXIT_FROM_INFO)
		kvm_vmexit_add_cause(vcpu,
				     code->word ^ (u32)(said & code->mask));
	else
		kvm_vmexit_add_other(vcpu,
				     kvm_vmexit_other_word(vcpu, code, said));
}

/* @source: where the number is, KVM_VMEXIT_FROM_*; @said: what @need asks for. */
static __always_inline void
kvm_vmexit_add_needed(struct kvm_vcpu *vcpu, unsigned long code, long source,
		      enum kvm_vmexit_need need, u64 said)
{
	const u64 word = kvm_vmexit_codes[code].word;

	if (need == KVM_VMEXIT_NEEDS_MSR) {
		kvm_vmexit_add_cause(vcpu, word ^ KVM_VMEXIT_CAUSE_KIND(said) ^
				     kvm_vmexit_register(vcpu, VCPU_REGS_RCX));
	} else if (need == KVM_VMEXIT_NEEDS_REGISTER) {
		source -= KVM_VMEXIT_FROM_REGISTER;
		kvm_vmexit_add_cause(vcpu, word ^
				     kvm_vmexit_register(vcpu, source));
	} else {
		/* The others have the table's address in an instruction. */
		OPTIMIZER_HIDE_VAR(code);
		kvm_vmexit_add_said(vcpu, &kvm_vmexit_codes[code], said);
	}
}

/*
 * kvm_vmexit_record_exit() - a VM exit has happened
 * @vcpu: the vCPU, still marked as in L2 if the exit came from there
 * @nr: the hardware's exit reason: basic reason on VMX, EXITCODE on SVM
 * @info: what it says beyond it: exit qualification, EXITINFO1
 * @more: and besides: interruption information, EXITINFO2
 *
 * Where KVM traces kvm_exit: once per exit, interrupts off.  A macro, so that
 * @nr is not even loaded while nothing is recorded, nor are @info and @more, which
 * may be a VMREAD each, where nobody needs them.
 */
#define kvm_vmexit_record_exit(vcpu, nr, info, more)			\
	do {								\
		const enum kvm_vmexit_path __path = kvm_vmexit_path();	\
		struct kvm_vcpu *__vcpu = (vcpu);			\
		enum kvm_vmexit_need __need;				\
		unsigned long __code;					\
		u64 __said = 0;						\
		long __source;						\
									\
		if (__path == KVM_VMEXIT_PATH_NONE)			\
			break;						\
		__code = kvm_vmexit_code(nr);				\
		if (__path == KVM_VMEXIT_PATH_PLAIN) {			\
			kvm_vmexit_count(__vcpu, __code, false);	\
			break;						\
		}							\
		kvm_vmexit_count(__vcpu, __code, true);			\
		__source = kvm_vmexit_codes[__code].source;		\
		if (__source) {						\
			__need = kvm_vmexit_need(__source);		\
			if (__need == KVM_VMEXIT_NEEDS_MSR ||		\
			    __need == KVM_VMEXIT_NEEDS_INFO)		\
				__said = (info);			\
			else if (__need == KVM_VMEXIT_NEEDS_MORE)	\
				__said = (more);			\
			kvm_vmexit_add_needed(__vcpu, __code, __source,	\
					      __need, __said);		\
		}							\
		raw_write_seqcount_end(&__vcpu->arch.vmexit.seq);	\
	} while (0)

/*
 * The same of a TD's vCPU.  @args is what the TDX module has said, as struct
 * tdx_module_args; @reason what KVM makes of it.
 */
#define kvm_vmexit_record_exit_td(vcpu, reason, args)			\
	do {								\
		const typeof(args) __args = (args);			\
		struct kvm_vcpu *__vcpu = (vcpu);			\
		const u32 __nr = (reason);				\
									\
		if (static_branch_likely(&kvm_vmexit_enabled)) {	\
			kvm_vmexit_count(__vcpu, kvm_vmexit_code(__nr),	\
					 false);			\
			break;						\
		}							\
		if (!static_branch_likely(&kvm_vmexit_causes_enabled))	\
			break;						\
		kvm_vmexit_count(__vcpu, kvm_vmexit_code(__nr), true);	\
		kvm_vmexit_add_tdcall(__vcpu,				\
			&kvm_vmexit_codes[kvm_vmexit_code(__nr)],	\
			&(struct kvm_vmexit_tdcall) {			\
				.nr = __nr,				\
				.intr_info = __args->r9,		\
				.type = __args->r10,			\
				.leaf = __args->r11,			\
				.a = __args->r12,			\
				.b = __args->r13,			\
				.c = __args->r14,			\
			});						\
		raw_write_seqcount_end(&__vcpu->arch.vmexit.seq);	\
	} while (0)

/* If all that is known is its reason. */
static __always_inline void kvm_vmexit_record_exit_only(struct kvm_vcpu *vcpu,
							u32 nr)
{
	if (static_branch_likely(&kvm_vmexit_enabled)) {
		kvm_vmexit_count(vcpu, kvm_vmexit_code(nr), false);
	} else if (static_branch_unlikely(&kvm_vmexit_causes_enabled)) {
		kvm_vmexit_count(vcpu, kvm_vmexit_code(nr), true);
		raw_write_seqcount_end(&vcpu->arch.vmexit.seq);
	}
}

/*
 * kvm_vmexit_record_entry() - the vCPU is about to enter the guest
 * @vcpu: the vCPU
 *
 * Where KVM traces kvm_entry: interrupts off, nothing can cancel the entry.
 */
static __always_inline void kvm_vmexit_record_entry(struct kvm_vcpu *vcpu)
{
	if (static_branch_likely(&kvm_vmexit_closing))
		kvm_vmexit_close(&vcpu->arch.vmexit);
	else if (static_branch_likely(&kvm_vmexit_causes_closing))
		kvm_vmexit_close_time(&vcpu->arch.vmexit, true, true);
}

void __kvm_vmexit_record_fault(struct kvm_vcpu *vcpu,
			       const struct kvm_page_fault *fault, int r);
void __kvm_vmexit_record_late(struct kvm_vcpu *vcpu, u64 key);
void __kvm_vmexit_record_ghcb(struct kvm_vcpu *vcpu, u64 nr, u64 info);
void kvm_vmexit_add_tdcall(struct kvm_vcpu *vcpu,
			   const struct kvm_vmexit_code *code,
			   const struct kvm_vmexit_tdcall *call);
void __kvm_vmexit_count_to_user(struct kvm_vcpu *vcpu);
void __kvm_vmexit_phase_begin(struct kvm_vcpu *vcpu,
			      enum kvm_vmexit_phase phase);
void __kvm_vmexit_phase_end(struct kvm_vcpu *vcpu, enum kvm_vmexit_phase phase);
void __kvm_vmexit_sched_out(struct kvm_vcpu *vcpu);
void __kvm_vmexit_sched_in(struct kvm_vcpu *vcpu);

/*
 * kvm_vmexit_record_fault() - KVM has looked at a memory fault
 * @vcpu: the vCPU
 * @fault: what it was and what has been done
 * @r: RET_PF_*, or a negative error
 *
 * The vCPU's thread.  What becomes an access to a device is not known yet:
 * kvm_vmexit_record_mmio() follows.
 */
static inline void kvm_vmexit_record_fault(struct kvm_vcpu *vcpu,
					   const struct kvm_page_fault *fault,
					   int r)
{
	if (static_branch_unlikely(&kvm_vmexit_causes))
		__kvm_vmexit_record_fault(vcpu, fault, r);
}

/* What was behind the open exit was the page at @gpa, if it is not known yet. */
static inline void kvm_vmexit_record_mmio(struct kvm_vcpu *vcpu, u64 gpa)
{
	const u64 key = kvm_vmexit_cause_address(KVM_VMEXIT_CAUSE_MMIO,
						 gpa & PAGE_MASK);

	if (static_branch_unlikely(&kvm_vmexit_causes))
		__kvm_vmexit_record_late(vcpu, key);
}

/* It was the ioeventfd at @gpa, if it was an access to memory. */
static inline void kvm_vmexit_record_doorbell(struct kvm_vcpu *vcpu, u64 gpa)
{
	const u64 key = kvm_vmexit_cause_address(KVM_VMEXIT_CAUSE_DOORBELL, gpa);

	if (static_branch_unlikely(&kvm_vmexit_causes))
		__kvm_vmexit_record_late(vcpu, key);
}

/*
 * kvm_vmexit_record_ghcb() - an encrypted guest has stated why it has left
 * @vcpu: the vCPU
 * @nr: the exit code in its GHCB
 * @info: EXITINFO1 in it
 *
 * The vCPU's thread, once the guest's registers have been taken from there.
 */
static inline void kvm_vmexit_record_ghcb(struct kvm_vcpu *vcpu, u64 nr,
					  u64 info)
{
	if (static_branch_unlikely(&kvm_vmexit_causes))
		__kvm_vmexit_record_ghcb(vcpu, nr, info);
}

/* The same of one that has no GHCB, and asks by an MSR. */
static inline void kvm_vmexit_record_ghcb_msr(struct kvm_vcpu *vcpu, u64 request)
{
	const u64 kind = KVM_VMEXIT_CAUSE_KIND(KVM_VMEXIT_CAUSE_GHCB_MSR);

	if (static_branch_unlikely(&kvm_vmexit_causes))
		__kvm_vmexit_record_late(vcpu, kind | request);
}

/*
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

/*
 * kvm_vmexit_to_user() - KVM_RUN returns to userspace
 * @vcpu: the vCPU, loaded on this CPU
 *
 * The vCPU's thread; ends with kvm_vmexit_phase_end().  The count needs the key
 * of the entries: as long as it is set no exit has been forgotten.
 */
static inline void kvm_vmexit_to_user(struct kvm_vcpu *vcpu)
{
	if (static_branch_likely(&kvm_vmexit_closing) ||
	    static_branch_unlikely(&kvm_vmexit_causes_closing))
		__kvm_vmexit_count_to_user(vcpu);
	kvm_vmexit_phase_begin(vcpu, KVM_VMEXIT_USER);
}

/*
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
