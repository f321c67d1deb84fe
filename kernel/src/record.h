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
#ifndef __KVM_EXIT_STATS_RECORD_H
#define __KVM_EXIT_STATS_RECORD_H

#include <linux/bitops.h>
#include <linux/jump_label.h>
#include <linux/kvm_host.h>
#include <linux/percpu.h>
#include <asm/svm.h>
#include <asm/tsc.h>

#include "kvm_cache_regs.h"
#include "store.h"

/* Who records: exits; entries; what begins and ends between them.  See switch.c. */
DECLARE_STATIC_KEY_TRUE(kvm_exit_stats_enabled);
DECLARE_STATIC_KEY_TRUE(kvm_exit_stats_closing);
DECLARE_STATIC_KEY_TRUE(kvm_exit_stats_phases);

/* What: counts; times and maxima; histograms too. */
DECLARE_STATIC_KEY_TRUE(kvm_exit_stats_time);
DECLARE_STATIC_KEY_TRUE(kvm_exit_stats_hist);

/* AMD's exit codes end at 0x403; Intel's basic exit reasons are far fewer. */
#define KVM_EXIT_NR_CODES	0x404

/*
 * The slot of each exit code.  Two entries follow the table: the failed VM
 * entry of SVM, whose code is -1, and everything else.
 */
extern u16 kvm_exit_slot_of[KVM_EXIT_NR_CODES + 2];

extern struct kvm_exit_slot __percpu *kvm_exit_cpu_slots;

static __always_inline unsigned int kvm_exit_slot_offset(u32 nr)
{
	if (likely(nr < KVM_EXIT_NR_CODES))
		return kvm_exit_slot_of[nr];

	return kvm_exit_slot_of[KVM_EXIT_NR_CODES + (nr != (u32)SVM_EXIT_ERR)];
}

/* The TSC of two CPUs may differ: a negative difference is none, but tallied. */
static __always_inline u64 kvm_exit_elapsed(struct kvm_exit_vcpu *stats,
					    u64 since, u64 now)
{
	s64 cycles = now - since;

	if (unlikely(cycles < 0)) {
		stats->backwards++;
		return 0;
	}

	return cycles;
}

/* An unsigned long indexes memory as it is; less would have to be extended. */
static __always_inline unsigned long kvm_exit_bucket(u64 cycles)
{
	return min_t(unsigned long, __fls(cycles | 1), KVM_EXIT_HIST_BUCKETS - 1);
}

static __always_inline void kvm_exit_count(struct kvm_vcpu *vcpu, u32 nr)
{
	struct kvm_exit_vcpu *stats = vcpu->arch.exit_stats;
	unsigned int offset = kvm_exit_slot_offset(nr);
	struct kvm_exit_cell *cell = (void *)stats->slots + offset;
	struct kvm_exit_cell __percpu *cpu_cell =
		(void __percpu *)kvm_exit_cpu_slots + offset;
	u64 now, guest;

	raw_write_seqcount_begin(&stats->seq);
	stats->open = offset;
	cell->exits++;
	this_cpu_inc(cpu_cell->exits);
	if (static_branch_likely(&kvm_exit_stats_time)) {
		now = rdtsc();
		guest = kvm_exit_elapsed(stats, stats->mark, now);
		stats->mark = now;
		cell->guest += guest;
		this_cpu_add(cpu_cell->guest, guest);
	}
	if (unlikely(is_guest_mode(vcpu))) {
		cell->nested++;
		this_cpu_inc(cpu_cell->nested);
	}
	raw_write_seqcount_end(&stats->seq);
}

static __always_inline void kvm_exit_close_time(struct kvm_exit_vcpu *stats)
{
	unsigned int offset = stats->open;
	struct kvm_exit_slot *slot = (void *)stats->slots + offset;
	struct kvm_exit_slot __percpu *cpu_slot =
		(void __percpu *)kvm_exit_cpu_slots + offset;
	unsigned long bucket;
	u64 now, kernel;

	raw_write_seqcount_begin(&stats->seq);
	stats->open = KVM_EXIT_SLOT_NONE;
	now = rdtsc();
	kernel = kvm_exit_elapsed(stats, stats->mark, now);
	stats->mark = now;
	slot->cell.kernel += kernel;
	this_cpu_add(cpu_slot->cell.kernel, kernel);
	if (unlikely(kernel > slot->cell.max))
		slot->cell.max = kernel;
	if (unlikely(kernel > this_cpu_read(cpu_slot->cell.max)))
		this_cpu_write(cpu_slot->cell.max, kernel);
	if (static_branch_likely(&kvm_exit_stats_hist)) {
		bucket = kvm_exit_bucket(kernel);
		slot->hist[bucket]++;
		this_cpu_inc(cpu_slot->hist[bucket]);
	}
	raw_write_seqcount_end(&stats->seq);
}

/* Without times, all that changes is one word, which needs no write section. */
static __always_inline void kvm_exit_close(struct kvm_exit_vcpu *stats)
{
	if (static_branch_likely(&kvm_exit_stats_time))
		kvm_exit_close_time(stats);
	else
		WRITE_ONCE(stats->open, KVM_EXIT_SLOT_NONE);
}

/**
 * kvm_exit_stats_exit() - a VM exit has happened
 * @vcpu: the vCPU, still marked as in L2 if the exit came from there
 * @nr: the hardware's exit reason: basic reason on VMX, EXITCODE on SVM
 *
 * Where KVM traces kvm_exit: once per exit, interrupts off.  A macro, so that
 * @nr is not even loaded while nothing is recorded.
 */
#define kvm_exit_stats_exit(vcpu, nr)					\
do {									\
	if (static_branch_likely(&kvm_exit_stats_enabled))		\
		kvm_exit_count(vcpu, nr);				\
} while (0)

/**
 * kvm_exit_stats_entry() - the vCPU is about to enter the guest
 * @vcpu: the vCPU
 *
 * Where KVM traces kvm_entry: interrupts off, nothing can cancel the entry.
 */
static __always_inline void kvm_exit_stats_entry(struct kvm_vcpu *vcpu)
{
	if (static_branch_likely(&kvm_exit_stats_closing))
		kvm_exit_close(vcpu->arch.exit_stats);
}

void __kvm_exit_stats_begin(struct kvm_vcpu *vcpu, enum kvm_exit_phase phase);
void __kvm_exit_stats_end(struct kvm_vcpu *vcpu, enum kvm_exit_phase phase);

/**
 * kvm_exit_stats_begin() - KVM stops working on the open exit
 * @vcpu: the vCPU, loaded on this CPU
 * @phase: what begins: userspace, halted or preempted
 *
 * Any context in which the vCPU is loaded, except between entry and exit.
 */
static inline void kvm_exit_stats_begin(struct kvm_vcpu *vcpu,
					enum kvm_exit_phase phase)
{
	if (static_branch_likely(&kvm_exit_stats_phases))
		__kvm_exit_stats_begin(vcpu, phase);
}

/* The counterpart; does nothing if @phase has not begun. */
static inline void kvm_exit_stats_end(struct kvm_vcpu *vcpu,
				      enum kvm_exit_phase phase)
{
	if (static_branch_likely(&kvm_exit_stats_phases))
		__kvm_exit_stats_end(vcpu, phase);
}

#endif /* __KVM_EXIT_STATS_RECORD_H */
