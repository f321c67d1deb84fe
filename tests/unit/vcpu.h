/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One vCPU whose exits are recorded with what is behind them, and what the subsystem's
 * files share: for a test that includes it once.
 */
#ifndef TEST_VCPU_H
#define TEST_VCPU_H

#include "exit_stats.h"
#include "reason.h"

int cpus = 1;
u64 tsc;
struct static_key_true kvm_vmexit_enabled;
struct static_key_true kvm_vmexit_closing;
struct static_key_true kvm_vmexit_causes_enabled = { true };
struct static_key_true kvm_vmexit_causes_closing = { true };
struct static_key_true kvm_vmexit_phases = { true };
struct static_key_true kvm_vmexit_time;
struct static_key_true kvm_vmexit_hist = { true };
struct static_key_true kvm_vmexit_causes = { true };
struct kvm_vmexit_code kvm_vmexit_codes[KVM_VMEXIT_NR_CODES + 2];
unsigned int kvm_vmexit_nr_slots;
struct kvm_vmexit_cell *kvm_vmexit_cpu_cells;
struct kvm_vmexit_rare *kvm_vmexit_cpu_rare;
unsigned int tsc_khz = 1000000;
struct task_struct thread;
u64 clock_ns;
int cpl;

static struct kvm_vcpu vcpu;
static struct kvm_vmexit_state *const state = &vcpu.arch.vmexit;

/* Or as much as there is without. */
static void with_causes(bool causes)
{
	kvm_vmexit_enabled.on = !causes;
	kvm_vmexit_closing.on = !causes;
	kvm_vmexit_time.on = !causes;
	kvm_vmexit_causes_enabled.on = causes;
	kvm_vmexit_causes_closing.on = causes;
	kvm_vmexit_causes.on = causes;
}

/* Nothing recorded; the TSC is at 1000. Its first entry is the caller's. */
static void make_vcpu(unsigned int isa, bool (*handled)(u64 nr))
{
	static struct kvm_vmexit_slot slots[KVM_VMEXIT_MAX_SLOTS];
	static struct kvm_vmexit_cell cells[KVM_VMEXIT_MAX_SLOTS];
	static struct kvm_vmexit_rare rare[KVM_VMEXIT_MAX_SLOTS];
	static struct kvm_vmexit_to_user to_user;
	static struct kvm_vmexit_vcpu stats;

	kvm_vmexit_reasons_init(isa, handled);
	kvm_vmexit_causes_free(stats.causes);
	memset(slots, 0, sizeof(slots));
	memset(cells, 0, sizeof(cells));
	stats = (struct kvm_vmexit_vcpu) {
		.vcpu = &vcpu,
		.phase = KVM_VMEXIT_AT_WORK,
		.slots = slots,
		.to_user = &to_user,
		.causes = kvm_vmexit_causes_alloc(GFP_KERNEL),
	};
	kvm_vmexit_cpu_cells = cells;
	kvm_vmexit_cpu_rare = rare;
	*state = (struct kvm_vmexit_state) {
		.slots = slots,
		.cpu_cells = cells,
		.stats = &stats,
		.cause = KVM_VMEXIT_PLACE_NONE,
		.causes = stats.causes,
	};
	tsc = 1000;
}

#endif
