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

struct kvm_page_fault;

/* AMD's exit codes; Intel's basic exit reasons are far fewer. */
#define KVM_VMEXIT_NR_CODES	(SVM_EXIT_VMGEXIT + 1)

/*
 * By exit code: the offset of the reason's cell in a CPU's store.  Two entries
 * follow the table: the failed VM entry of SVM, whose code is -1, and everything
 * else.
 */
extern u16 kvm_vmexit_codes[KVM_VMEXIT_NR_CODES + 2];

/* By slot: what is behind a reason. */
extern struct kvm_vmexit_key kvm_vmexit_keys[KVM_VMEXIT_MAX_SLOTS];

#define kvm_vmexit_key_at(offset) \
	((const struct kvm_vmexit_key *)((void *)kvm_vmexit_keys + (offset)))

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
 * section is open, and @of is the reason's offset.
 */
static __always_inline bool kvm_vmexit_count(struct kvm_vcpu *vcpu, u32 nr,
					     unsigned long *of)
{
	struct kvm_vmexit_state *state = &vcpu->arch.vmexit;
	unsigned long offset = kvm_vmexit_codes[kvm_vmexit_code(nr)];
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
		*of = offset;
		return true;
	}
	if (unlikely(is_guest_mode(vcpu)))
		kvm_vmexit_count_nested(state, offset);
	raw_write_seqcount_end(&state->seq);

	return false;
}

static __always_inline void
kvm_vmexit_add_cause(struct kvm_vmexit_state *state, u64 key)
{
	const unsigned long home = kvm_vmexit_cause_home(key);
	struct kvm_vmexit_cause *cause;
	int place;

	state->cause = home;
	cause = kvm_vmexit_cause_at(state->causes, home);
	if (unlikely(cause->key != key)) {
		place = kvm_vmexit_find_cause(state->causes, key);
		state->cause = place;
		if (place < 0)
			return;
		cause = kvm_vmexit_cause_at(state->causes, place);
	}
	cause->exits++;
}

/* Of an exit that not many make: its key, or 0 if it is not known yet. */
static __always_inline void
kvm_vmexit_add_other(struct kvm_vmexit_state *state, u64 key)
{
	if (key)
		kvm_vmexit_add_cause(state, key);
	else
		state->cause = KVM_VMEXIT_PLACE_LATER;
}

static __always_inline u32 kvm_vmexit_register(struct kvm_vcpu *vcpu,
					       unsigned long at)
{
	return *(unsigned long *)((void *)vcpu + at);
}

/* No exit is open, and nothing behind it: one word. */
#define KVM_VMEXIT_NOTHING_OPEN \
	(KVM_VMEXIT_OFFSET_NONE | (u32)KVM_VMEXIT_PLACE_NONE << 16)

static __always_inline void
kvm_vmexit_close_time(struct kvm_vmexit_state *state, bool causes, bool entry)
{
	unsigned long offset = state->open;
	long place = causes ? state->cause : KVM_VMEXIT_PLACE_NONE;
	struct kvm_vmexit_slot *counters = kvm_vmexit_slot_at(state, offset);
	struct kvm_vmexit_cell __percpu *cpu_cell =
		kvm_vmexit_cpu_cell_at(state, offset);
	u64 now, kernel;

	raw_write_seqcount_begin(&state->seq);
	if (!causes)
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
	if (place >= 0)
		kvm_vmexit_cause_at(state->causes, place)->kernel += kernel;
	if (causes)
		state->open_and_cause = KVM_VMEXIT_NOTHING_OPEN;
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

/* Whether that is all: a register has the number, or nothing is behind the exit. */
static __always_inline bool kvm_vmexit_add_register(struct kvm_vcpu *vcpu,
						    unsigned long offset)
{
	const s32 reg = kvm_vmexit_key_at(offset)->reg;

	if (likely(reg > 0))
		kvm_vmexit_add_cause(&vcpu->arch.vmexit,
				     kvm_vmexit_key_at(offset)->key |
				     kvm_vmexit_register(vcpu, reg));

	return reg;
}

/* Of what is elsewhere; @said is what the processor says of it, if that is needed. */
static __always_inline void
kvm_vmexit_add_said(struct kvm_vcpu *vcpu, const struct kvm_vmexit_key *key,
		    u64 said)
{
	struct kvm_vmexit_state *state = &vcpu->arch.vmexit;

	if (key->source == KVM_VMEXIT_FROM_INFO)
		kvm_vmexit_add_cause(state, key->key | ((u32)said & key->mask));
	else if (key->source == KVM_VMEXIT_FROM_MSR)
		kvm_vmexit_add_cause(state, key->key |
				     (u32)vcpu->arch.regs[VCPU_REGS_RCX] |
				     KVM_VMEXIT_CAUSE_KIND((u32)said & key->mask));
	else
		kvm_vmexit_add_other(state,
				     kvm_vmexit_other_key(vcpu, key, said));
}

/*
 * A pointer to the key, for those who need one: made here, as others' instructions have its
 * address in themselves.
 */
static __always_inline const struct kvm_vmexit_key *
kvm_vmexit_other_key_at(unsigned long offset)
{
	OPTIMIZER_HIDE_VAR(offset);

	return kvm_vmexit_key_at(offset);
}

/**
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
		const struct kvm_vmexit_key *__key;			\
		struct kvm_vcpu *__vcpu = (vcpu);			\
		unsigned long __of;					\
		u64 __said = 0;						\
									\
		if (!static_branch_likely(&kvm_vmexit_enabled) ||	\
		    !kvm_vmexit_count(__vcpu, nr, &__of))		\
			break;						\
		if (!kvm_vmexit_add_register(__vcpu, __of)) {		\
			__key = kvm_vmexit_other_key_at(__of);		\
			if (__key->source <= KVM_VMEXIT_FROM_AVIC)	\
				__said = (info);			\
			else if (__key->source <= KVM_VMEXIT_FROM_IPI)	\
				__said = (more);			\
			kvm_vmexit_add_said(__vcpu, __key, __said);	\
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
		unsigned long __of;					\
									\
		if (!static_branch_likely(&kvm_vmexit_enabled) ||	\
		    !kvm_vmexit_count(__vcpu, __nr, &__of))		\
			break;						\
		kvm_vmexit_add_tdcall(__vcpu, kvm_vmexit_key_at(__of),	\
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
#define kvm_vmexit_record_exit_only(vcpu, nr)				\
	do {								\
		struct kvm_vcpu *__vcpu = (vcpu);			\
		unsigned long __of;					\
									\
		if (!static_branch_likely(&kvm_vmexit_enabled) ||	\
		    !kvm_vmexit_count(__vcpu, nr, &__of))		\
			break;						\
		raw_write_seqcount_end(&__vcpu->arch.vmexit.seq);	\
	} while (0)

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

void __kvm_vmexit_record_fault(struct kvm_vcpu *vcpu,
			       const struct kvm_page_fault *fault, int r);
void __kvm_vmexit_record_late(struct kvm_vcpu *vcpu, u64 key);
void __kvm_vmexit_record_ghcb(struct kvm_vcpu *vcpu, u64 nr, u64 info);
void kvm_vmexit_add_tdcall(struct kvm_vcpu *vcpu,
			   const struct kvm_vmexit_key *key,
			   const struct kvm_vmexit_tdcall *call);
void __kvm_vmexit_count_to_user(struct kvm_vcpu *vcpu);
void __kvm_vmexit_phase_begin(struct kvm_vcpu *vcpu,
			      enum kvm_vmexit_phase phase);
void __kvm_vmexit_phase_end(struct kvm_vcpu *vcpu, enum kvm_vmexit_phase phase);
void __kvm_vmexit_sched_out(struct kvm_vcpu *vcpu);
void __kvm_vmexit_sched_in(struct kvm_vcpu *vcpu);

/**
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

/**
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
