// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: the phases that interrupt KVM's work on an exit
 *
 * Userspace handles it, the vCPU is halted, or its thread is not running.  Each
 * is charged to the reason of the open exit and taken out of its kernel phase
 * by moving the mark from which the kernel phase is measured.
 */
#include <linux/irqflags.h>
#include <linux/rcupdate.h>

#include "exit_stats.h"
#include "phase.h"

/* Whether phases are recorded; one word, so that all hooks change as one. */
static bool recording __read_mostly = true;

/*
 * The thread of a vCPU in userspace may come here for another ioctl and be
 * preempted in it: that stays user time.
 */
void __kvm_exit_stats_begin(struct kvm_vcpu *vcpu, enum kvm_exit_phase phase)
{
	struct kvm_exit_vcpu *stats = vcpu->arch.exit_stats;
	unsigned long flags;

	local_irq_save(flags);
	if (READ_ONCE(recording) && !stats->begun[KVM_EXIT_PHASE_USER])
		stats->begun[phase] = rdtsc();
	local_irq_restore(flags);
}

static void charge(struct kvm_exit_vcpu *stats, enum kvm_exit_phase phase)
{
	struct kvm_exit_cell *cell = (void *)stats->slots + stats->open;
	struct kvm_exit_cell __percpu *cpu_cell =
		(void __percpu *)kvm_exit_cpu_slots + stats->open;
	u64 cycles;

	raw_write_seqcount_begin(&stats->seq);
	cycles = kvm_exit_elapsed(stats, stats->begun[phase], rdtsc());
	cell->phase[phase] += cycles;
	this_cpu_add(cpu_cell->phase[phase], cycles);
	stats->mark += cycles;
	if (phase == KVM_EXIT_PHASE_PREEMPTED &&
	    stats->begun[KVM_EXIT_PHASE_HALTED])
		stats->begun[KVM_EXIT_PHASE_HALTED] += cycles;
	stats->begun[phase] = 0;
	raw_write_seqcount_end(&stats->seq);
}

void __kvm_exit_stats_end(struct kvm_vcpu *vcpu, enum kvm_exit_phase phase)
{
	struct kvm_exit_vcpu *stats = vcpu->arch.exit_stats;
	unsigned long flags;

	local_irq_save(flags);
	if (READ_ONCE(recording) && stats->begun[phase])
		charge(stats, phase);
	local_irq_restore(flags);
}

/**
 * kvm_exit_stats_record_phases() - begin or stop recording phases
 * @record: whether they are recorded from now on
 *
 * Sleeps, until no CPU is recording one if they are to stop.
 */
void kvm_exit_stats_record_phases(bool record)
{
	WRITE_ONCE(recording, record);
	if (!record)
		synchronize_rcu();
}

/**
 * kvm_exit_stats_settle() - end what has begun, as of now
 * @stats: of a vCPU that records nothing meanwhile
 *
 * The open exit, if any, is closed with the time that it has taken so far, on
 * the account of this CPU.  The guest time of a vCPU that is in the guest is
 * lost: there is no exit to charge it to.
 */
void kvm_exit_stats_settle(struct kvm_exit_vcpu *stats)
{
	unsigned long flags;
	int phase;

	local_irq_save(flags);
	for (phase = NR_KVM_EXIT_PHASES - 1; phase >= 0; phase--) {
		if (stats->begun[phase])
			charge(stats, phase);
	}
	if (stats->open != KVM_EXIT_SLOT_NONE)
		kvm_exit_close(stats);
	local_irq_restore(flags);
}
