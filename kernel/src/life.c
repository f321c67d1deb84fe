// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: births and ends of VMs and vCPUs
 */
#include <linux/random.h>
#include <linux/rculist.h>
#include <linux/kvm_host.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "cause.h"
#include "debugfs.h"
#include "departed.h"
#include "exit_stats.h"
#include "phase.h"
#include "switch.h"
#include "vm.h"

/* KVM refuses a directory to a VM whose pid and fd another one still bears. */
static void name_vm(struct kvm_vmexit_vm *vm, const struct kvm *kvm)
{
	static atomic_t nr_unnamed = ATOMIC_INIT(0);

	if (IS_ERR_OR_NULL(kvm->debugfs_dentry))
		snprintf(vm->name, sizeof(vm->name), "%d-x%d",
			 task_pid_nr(current), atomic_inc_return(&nr_unnamed));
	else
		snprintf(vm->name, sizeof(vm->name), "%pd",
			 kvm->debugfs_dentry);
}

int kvm_vmexit_vm_create(struct kvm *kvm)
{
	struct kvm_vmexit_vm *vm;

	if (!kvm_vmexit_present() || kvm->arch.vmexit)
		return 0;

	vm = kzalloc(sizeof(*vm), GFP_KERNEL_ACCOUNT);
	if (!vm)
		return -ENOMEM;

	kref_init(&vm->ref);
	INIT_LIST_HEAD(&vm->vcpus);
	vm->kvm = kvm;
	vm->leaves = -1;
	vm->instance = get_random_u32_above(0);
	name_vm(vm, kvm);
	kvm->arch.vmexit = vm;

	raw_spin_lock(&kvm_vmexit_lock);
	vm->since = ktime_get_boottime_ns();
	list_add_tail(&vm->node, &kvm_vmexit_vms);
	kvm_vmexit_nr_vms++;
	raw_spin_unlock(&kvm_vmexit_lock);

	kvm_vmexit_debugfs_add_vm(vm);
	return 0;
}

/* From here on nobody but readers of its counts has to do with the vCPU. */
static void retire(struct kvm_vmexit_vcpu *stats)
{
	struct kvm_vmexit_state *state;

	raw_spin_lock(&stats->lock);
	state = &stats->vcpu->arch.vmexit;
	kvm_vmexit_settle(state);
	state->slots = NULL;
	stats->vcpu = NULL;
	raw_spin_unlock(&stats->lock);
}

void kvm_vmexit_vm_destroy(struct kvm *kvm)
{
	struct kvm_vmexit_vm *vm = kvm->arch.vmexit;
	struct kvm_vmexit_vcpu *stats;

	if (!vm)
		return;

	kvm_vmexit_debugfs_remove_vm(vm);
	kvm_vmexit_for_each_vcpu(stats, vm) {
		retire(stats);
		vm->backwards += stats->backwards;
		cond_resched();
	}
	kvm_vmexit_depart(vm);

	kvm->arch.vmexit = NULL;
	kvm_vmexit_vm_put(vm);
}

int kvm_vmexit_vcpu_create(struct kvm_vcpu *vcpu)
{
	struct kvm_vmexit_state *state = &vcpu->arch.vmexit;
	struct kvm_vmexit_vcpu *stats;

	if (!kvm_vmexit_present())
		return 0;

	stats = kvm_vmexit_vcpu_alloc();
	if (!stats)
		return -ENOMEM;

	stats->id = vcpu->vcpu_id;
	stats->vcpu = vcpu;
	seqcount_init(&state->seq);
	state->open = KVM_VMEXIT_OFFSET_NONE;
	stats->phase = KVM_VMEXIT_AT_WORK;
	state->slots = stats->slots;
	state->cpu_cells = kvm_vmexit_cpu_cells;
	state->stats = stats;
	state->cause = KVM_VMEXIT_PLACE_NONE;
	state->causes = &kvm_vmexit_no_causes;
	kvm_vmexit_give_causes(stats, GFP_KERNEL_ACCOUNT);

	raw_spin_lock(&kvm_vmexit_lock);
	list_add_tail(&stats->node, &kvm_vmexit_newborn);
	raw_spin_unlock(&kvm_vmexit_lock);

	return 0;
}

/*
 * A VMM that guesses the descriptor can run the vCPU before this.  What it
 * does until then is counted as all else, but a reset in between passes it by.
 */
void kvm_vmexit_vcpu_online(struct kvm_vcpu *vcpu)
{
	struct kvm_vmexit_vcpu *stats = vcpu->arch.vmexit.stats;
	struct kvm_vmexit_vm *vm = vcpu->kvm->arch.vmexit;

	if (!stats)
		return;

	raw_spin_lock(&kvm_vmexit_lock);
	stats->since = ktime_get_boottime_ns();
	list_del(&stats->node);
	list_add_tail_rcu(&stats->node, &vm->vcpus);
	vm->nr_vcpus++;
	kvm_vmexit_nr_vcpus++;
	raw_spin_unlock(&kvm_vmexit_lock);

	/* A switch may have just missed it. */
	kvm_vmexit_give_causes(stats, GFP_KERNEL_ACCOUNT);
}

/* Those of a vCPU that came online are the VM's, which has let go of them. */
void kvm_vmexit_vcpu_destroy(struct kvm_vcpu *vcpu)
{
	struct kvm_vmexit_vcpu *stats = vcpu->arch.vmexit.stats;

	if (!vcpu->arch.vmexit.slots)
		return;

	raw_spin_lock(&kvm_vmexit_lock);
	list_del(&stats->node);
	raw_spin_unlock(&kvm_vmexit_lock);
	kvm_vmexit_vcpu_free(stats);
}
