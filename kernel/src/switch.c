// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: switching them while guests run
 *
 * The switches are static keys.  Their sites are patched one after the other,
 * some milliseconds apart, so each kind of site has a key of its own and they
 * change in an order in which nothing is half recorded: first no exit begins,
 * then none ends, then no phase does.  How much is recorded changes while
 * nothing is.
 *
 * Recording starts with the entries, from which all else is measured.  Every
 * vCPU is made to pass one before its exits count.  So its account is settled
 * when recording stops and begins anew at its first entry after that; the time
 * in between belongs to no phase.
 */
#include <linux/jump_label.h>
#include <linux/kvm_host.h>
#include <linux/rculist.h>
#include <linux/rcupdate.h>

#include "exit_stats.h"
#include "phase.h"
#include "switch.h"
#include "vm.h"

bool kvm_vmexit_is_enabled(void)
{
	return static_key_enabled(&kvm_vmexit_enabled);
}

enum kvm_vmexit_detail kvm_vmexit_detail(void)
{
	if (static_key_enabled(&kvm_vmexit_hist))
		return KVM_VMEXIT_DETAIL_FULL;
	if (static_key_enabled(&kvm_vmexit_time))
		return KVM_VMEXIT_DETAIL_TIME;

	return KVM_VMEXIT_DETAIL_COUNTS;
}

/* Details are compared below: each includes those before. */
static_assert(KVM_VMEXIT_DETAIL_FULL == 2);

/*
 * A VM that is being taken down has been settled, or will be.  Neither it nor
 * any that is created meanwhile waits for this.
 */
static void settle_all(void)
{
	struct kvm_vmexit_vm *vm = NULL;
	struct kvm_vmexit_vcpu *stats;

	while ((vm = kvm_vmexit_next_vm(vm))) {
		kvm_vmexit_for_each_vcpu(stats, vm) {
			raw_spin_lock(&stats->lock);
			kvm_vmexit_settle(&stats->vcpu->arch.vmexit);
			raw_spin_unlock(&stats->lock);
		}
	}
}

/*
 * Recording runs with preemption off: after a grace period, nobody who has
 * seen a key still set is doing it.
 */
static void stop(void)
{
	static_branch_disable(&kvm_vmexit_enabled);
	synchronize_rcu();
	static_branch_disable(&kvm_vmexit_closing);
	synchronize_rcu();
	kvm_vmexit_record_phases(false);
	settle_all();
	static_branch_disable(&kvm_vmexit_phases);
}

/* All vCPUs that are in the guest leave it, and enter it again. */
static void leave_guests(void)
{
	struct kvm_vmexit_vm *vm = NULL;

	while ((vm = kvm_vmexit_next_vm(vm)))
		kvm_make_all_cpus_request(vm->kvm, KVM_REQ_OUTSIDE_GUEST_MODE);
}

static void start(void)
{
	static_branch_enable(&kvm_vmexit_closing);
	leave_guests();
	if (static_key_enabled(&kvm_vmexit_time)) {
		static_branch_enable(&kvm_vmexit_phases);
		kvm_vmexit_record_phases(true);
	}
	static_branch_enable(&kvm_vmexit_enabled);
}

static void set_key(struct static_key_true *key, bool on)
{
	if (on)
		static_branch_enable(key);
	else
		static_branch_disable(key);
}

/**
 * kvm_vmexit_switch() - change how much is recorded
 * @enabled: whether anything is
 * @detail: counts; times too; histograms too
 *
 * One caller at a time.  Sleeps.
 */
void kvm_vmexit_switch(bool enabled, enum kvm_vmexit_detail detail)
{
	if (enabled == kvm_vmexit_is_enabled() && detail == kvm_vmexit_detail())
		return;

	if (kvm_vmexit_is_enabled())
		stop();

	set_key(&kvm_vmexit_time, detail >= KVM_VMEXIT_DETAIL_TIME);
	set_key(&kvm_vmexit_hist, detail >= KVM_VMEXIT_DETAIL_FULL);

	if (enabled)
		start();
}
