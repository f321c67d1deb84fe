/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: what every VM exit and entry of a vCPU writes, in the
 * vCPU.
 *
 * One cache line, of struct kvm_vcpu_arch; what it means is in
 * exit_stats/store.h and exit_stats/record.h.
 */
#ifndef _ASM_X86_KVM_VMEXIT_H
#define _ASM_X86_KVM_VMEXIT_H

#include <linux/cache.h>
#include <linux/seqlock.h>
#include <linux/types.h>

struct kvm_vmexit_causes;
struct kvm_vmexit_cell;
struct kvm_vmexit_slot;
struct kvm_vmexit_vcpu;

/* The phases that interrupt KVM's own work on an exit. */
enum kvm_vmexit_phase {
	KVM_VMEXIT_USER,
	KVM_VMEXIT_HALTED,
	KVM_VMEXIT_BLOCKED,
	KVM_VMEXIT_STEAL,
	KVM_VMEXIT_NR_PHASES,
	KVM_VMEXIT_AT_WORK = KVM_VMEXIT_NR_PHASES,	/* none of them */
};

/*
 * @seq has one writer, the vCPU's thread, which holds it with preemption off; a
 * reader that finds it unchanged has seen one moment.
 *
 * @slots and @stats are the VM's (exit_stats/vm.h): set before the vCPU can be
 * loaded, and dead from kvm_vmexit_vm_destroy() on.  Whoever is not the vCPU's
 * thread reads all this through @stats, under its lock.
 */
struct kvm_vmexit_state {
	seqcount_t seq;
	union {
		struct {
			u16 open;	/* offset of the exit not yet followed by
					 * an entry
					 */
			u16 cause;	/* that exit's place in @causes: its
					 * offset, or KVM_VMEXIT_PLACE_*
					 */
		};
		u32 open_and_cause;
	};
	u64 mark;	/* TSC at which the guest or kernel phase began, moved
			 * on by the phases that interrupted it; 0: life has not
			 * begun
			 */
	struct kvm_vmexit_slot *slots;
	struct kvm_vmexit_cell __percpu *cpu_cells;
	u64 begun;	/* TSC at which stats->phase began, moved on by steal */
	u64 out;	/* TSC at which the thread went out, 0: it runs */
	struct kvm_vmexit_vcpu *stats;
	struct kvm_vmexit_causes *causes;	/* exit_stats/cause.h */
} ____cacheline_aligned;

#endif /* _ASM_X86_KVM_VMEXIT_H */
