// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: switching them while guests run
 *
 * The switches are static keys.  Their sites are patched one after the other,
 * some milliseconds apart, so each kind of site has a key of its own and they
 * change in an order in which nothing is half recorded: first no exit begins,
 * then none ends, then no phase does.  How much is recorded changes while
 * nothing is.  Exits and entries have two keys, of which one at most is set: the
 * other path looks for what is behind exits.
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

#include "cause.h"
#include "exit_stats.h"
#include "phase.h"
#include "slowest.h"
#include "switch.h"
#include "vm.h"

bool kvm_vmexit_is_enabled(void)
{
	return static_key_enabled(&kvm_vmexit_enabled) ||
	       static_key_enabled(&kvm_vmexit_causes_enabled);
}

enum kvm_vmexit_detail kvm_vmexit_detail(void)
{
	if (static_key_enabled(&kvm_vmexit_causes))
		return KVM_VMEXIT_DETAIL_CAUSES;
	if (static_key_enabled(&kvm_vmexit_hist))
		return KVM_VMEXIT_DETAIL_FULL;
	if (static_key_enabled(&kvm_vmexit_time))
		return KVM_VMEXIT_DETAIL_TIME;

	return KVM_VMEXIT_DETAIL_COUNTS;
}

/* Details are compared below: each includes those before. */
static_assert(KVM_VMEXIT_DETAIL_FULL == 2 && KVM_VMEXIT_DETAIL_CAUSES == 3);

/* Whether a vCPU needs a table of causes, from its birth on. */
static bool causes_wanted;

static void give_causes(struct kvm_vmexit_vcpu *stats, gfp_t gfp)
{
	struct kvm_vmexit_causes *causes;

	if (READ_ONCE(stats->causes))
		return;

	causes = kvm_vmexit_causes_alloc(gfp);
	raw_spin_lock(&stats->lock);
	if (causes && stats->vcpu && !stats->causes) {
		stats->causes = causes;
		/* Its thread looks only once the key is set. */
		WRITE_ONCE(stats->vcpu->arch.vmexit.causes, causes);
		causes = NULL;
	}
	raw_spin_unlock(&stats->lock);
	kvm_vmexit_causes_free(causes);
}

static void give_slowest(struct kvm_vmexit_vcpu *stats, gfp_t gfp)
{
	const struct kvm_vmexit_vm *vm = stats->vcpu->kvm->arch.vmexit;
	struct kvm_vmexit_slowest_table *slowest;

	if (READ_ONCE(stats->slowest))
		return;

	slowest = kvm_vmexit_slowest_alloc(vm->name, stats->id, gfp);
	raw_spin_lock(&stats->lock);
	if (!stats->slowest) {
		/* Its thread may look: what is in it comes first. */
		smp_store_release(&stats->slowest, slowest);
		slowest = NULL;
	}
	raw_spin_unlock(&stats->lock);
	kvm_vmexit_slowest_free(slowest);
}

/*
 * kvm_vmexit_give_causes() - give a vCPU tables of causes and of its slowest exits
 *			      if it needs them
 * @stats: the vCPU's, which exists, and its VM
 * @gfp: GFP_KERNEL_ACCOUNT for the VM's owner, who creates it; GFP_KERNEL for
 *	 a write to `detail`, whose task does not pay for the VM's memory
 *
 * One that has none, as there is no memory, counts as before: what is behind its
 * exits is not known, nor which was the slowest.  May sleep.
 */
void kvm_vmexit_give_causes(struct kvm_vmexit_vcpu *stats, gfp_t gfp)
{
	if (!READ_ONCE(causes_wanted))
		return;

	give_causes(stats, gfp);
	give_slowest(stats, gfp);
}

static void give_causes_to_all(void)
{
	struct kvm_vmexit_vm *vm = NULL;
	struct kvm_vmexit_vcpu *stats;

	while ((vm = kvm_vmexit_next_vm(vm))) {
		kvm_vmexit_for_each_vcpu(stats, vm) {
			kvm_vmexit_give_causes(stats, GFP_KERNEL);
			cond_resched();
		}
	}
}

static void settle(struct kvm_vmexit_vcpu *stats)
{
	raw_spin_lock(&stats->lock);
	kvm_vmexit_settle(&stats->vcpu->arch.vmexit);
	raw_spin_unlock(&stats->lock);
}

/* Of vCPUs that are being created; whoever guesses their descriptor can run them. */
static void settle_newborn(void)
{
	struct kvm_vmexit_vcpu *stats;

	raw_spin_lock(&kvm_vmexit_lock);
	list_for_each_entry(stats, &kvm_vmexit_newborn, node)
		settle(stats);
	raw_spin_unlock(&kvm_vmexit_lock);
}

/*
 * A VM that is being taken down has been settled, or will be.  Neither it nor
 * any that is created meanwhile waits for this.  A vCPU is among the newborn, or in
 * its VM's list, which is looked at later.
 */
static void settle_all(void)
{
	struct kvm_vmexit_vm *vm = NULL;
	struct kvm_vmexit_vcpu *stats;

	settle_newborn();
	while ((vm = kvm_vmexit_next_vm(vm))) {
		kvm_vmexit_for_each_vcpu(stats, vm)
			settle(stats);
	}
}

/*
 * Recording runs with preemption off: after a grace period, nobody who has
 * seen a key still set is doing it.
 */
static void stop(void)
{
	static_branch_disable(&kvm_vmexit_enabled);
	static_branch_disable(&kvm_vmexit_causes_enabled);
	synchronize_rcu();
	static_branch_disable(&kvm_vmexit_closing);
	static_branch_disable(&kvm_vmexit_causes_closing);
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

static void set_key(struct static_key *key, bool on)
{
	if (on)
		static_key_enable(key);
	else
		static_key_disable(key);
}

static void start(void)
{
	const bool causes = static_key_enabled(&kvm_vmexit_causes);

	set_key(&kvm_vmexit_closing.key, !causes);
	set_key(&kvm_vmexit_causes_closing.key, causes);
	leave_guests();
	if (kvm_vmexit_detail() >= KVM_VMEXIT_DETAIL_TIME) {
		static_branch_enable(&kvm_vmexit_phases);
		kvm_vmexit_record_phases(true);
	}
	set_key(&kvm_vmexit_enabled.key, !causes);
	set_key(&kvm_vmexit_causes_enabled.key, causes);
}

/*
 * kvm_vmexit_switch() - change how much is recorded
 * @enabled: whether anything is
 * @detail: counts; times too; histograms too; causes too
 *
 * One caller at a time.  Sleeps.
 */
void kvm_vmexit_switch(bool enabled, enum kvm_vmexit_detail detail)
{
	if (enabled == kvm_vmexit_is_enabled() && detail == kvm_vmexit_detail())
		return;

	if (kvm_vmexit_is_enabled())
		stop();

	WRITE_ONCE(causes_wanted, detail >= KVM_VMEXIT_DETAIL_CAUSES);
	if (causes_wanted)
		give_causes_to_all();
	set_key(&kvm_vmexit_time.key,
		detail >= KVM_VMEXIT_DETAIL_TIME && !causes_wanted);
	set_key(&kvm_vmexit_hist.key, detail >= KVM_VMEXIT_DETAIL_FULL);
	set_key(&kvm_vmexit_causes.key, causes_wanted);

	if (enabled)
		start();
}
