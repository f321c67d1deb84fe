// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: the life of VMs and vCPUs
 */
#include <linux/random.h>
#include <linux/rculist.h>
#include <linux/kvm_host.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "debugfs.h"
#include "departed.h"
#include "exit_stats.h"
#include "phase.h"
#include "vm.h"

DEFINE_RAW_SPINLOCK(kvm_exit_lock);
LIST_HEAD(kvm_exit_vms);
unsigned int kvm_exit_nr_vms;
unsigned int kvm_exit_nr_vcpus;

static void free_vm(struct kref *ref)
{
	struct kvm_exit_vm *vm = container_of(ref, struct kvm_exit_vm, ref);
	struct kvm_exit_vcpu *stats, *next;

	list_for_each_entry_safe(stats, next, &vm->vcpus, node)
		kvm_exit_vcpu_free(stats);
	kfree(vm);
}

void kvm_exit_vm_get(struct kvm_exit_vm *vm)
{
	kref_get(&vm->ref);
}

/* May sleep. */
void kvm_exit_vm_put(struct kvm_exit_vm *vm)
{
	kref_put(&vm->ref, free_vm);
}

/**
 * kvm_exit_next_vm() - go from one living VM to the next
 * @vm: the one before, which this function has returned, or NULL
 *
 * Return: a VM that KVM will not destroy before the next call, or NULL after the
 * last.  Puts the reference to @vm, which may destroy it: sleeps, and no lock may be
 * held.
 */
struct kvm_exit_vm *kvm_exit_next_vm(struct kvm_exit_vm *vm)
{
	struct kvm *done = vm ? vm->kvm : NULL;
	struct kvm_exit_vm *next = NULL;

	raw_spin_lock(&kvm_exit_lock);
	vm = list_prepare_entry(vm, &kvm_exit_vms, node);
	list_for_each_entry_continue(vm, &kvm_exit_vms, node) {
		if (kvm_get_kvm_safe(vm->kvm)) {
			next = vm;
			break;
		}
	}
	raw_spin_unlock(&kvm_exit_lock);

	if (done)
		kvm_put_kvm(done);

	return next;
}

/* KVM refuses a directory to a VM whose pid and fd another one still bears. */
static void name_vm(struct kvm_exit_vm *vm, const struct kvm *kvm)
{
	static atomic_t nr_unnamed = ATOMIC_INIT(0);

	if (IS_ERR_OR_NULL(kvm->debugfs_dentry))
		snprintf(vm->name, sizeof(vm->name), "%d-x%d",
			 task_pid_nr(current), atomic_inc_return(&nr_unnamed));
	else
		snprintf(vm->name, sizeof(vm->name), "%pd", kvm->debugfs_dentry);
}

int kvm_exit_stats_vm_create(struct kvm *kvm)
{
	struct kvm_exit_vm *vm;

	vm = kzalloc(sizeof(*vm), GFP_KERNEL_ACCOUNT);
	if (!vm)
		return -ENOMEM;

	kref_init(&vm->ref);
	INIT_LIST_HEAD(&vm->vcpus);
	vm->kvm = kvm;
	vm->leaves = -1;
	vm->instance = get_random_u32_above(0);
	name_vm(vm, kvm);
	kvm->arch.exit_stats = vm;

	raw_spin_lock(&kvm_exit_lock);
	vm->since = ktime_get_boottime_ns();
	list_add_tail(&vm->node, &kvm_exit_vms);
	kvm_exit_nr_vms++;
	raw_spin_unlock(&kvm_exit_lock);

	kvm_exit_debugfs_add_vm(vm);
	return 0;
}

/* From here on nobody but readers of its counts has to do with the vCPU. */
static void retire(struct kvm_exit_vcpu *stats)
{
	struct kvm_exit_state *state;

	raw_spin_lock(&stats->lock);
	state = &stats->vcpu->arch.exit_state;
	kvm_exit_stats_settle(state);
	state->slots = NULL;
	stats->vcpu = NULL;
	raw_spin_unlock(&stats->lock);
}

void kvm_exit_stats_vm_destroy(struct kvm *kvm)
{
	struct kvm_exit_vm *vm = kvm->arch.exit_stats;
	struct kvm_exit_vcpu *stats;

	if (!vm)
		return;

	kvm_exit_debugfs_remove_vm(vm);
	kvm_exit_for_each_vcpu(stats, vm) {
		retire(stats);
		vm->backwards += stats->backwards;
		cond_resched();
	}
	kvm_exit_depart(vm);

	kvm->arch.exit_stats = NULL;
	kvm_exit_vm_put(vm);
}

int kvm_exit_stats_vcpu_create(struct kvm_vcpu *vcpu)
{
	struct kvm_exit_state *state = &vcpu->arch.exit_state;
	struct kvm_exit_vcpu *stats = kvm_exit_vcpu_alloc();

	if (!stats)
		return -ENOMEM;

	stats->id = vcpu->vcpu_id;
	stats->vcpu = vcpu;
	seqcount_init(&state->seq);
	state->open = KVM_EXIT_OFFSET_NONE;
	state->phase = KVM_EXIT_AT_WORK;
	state->slots = stats->slots;
	state->cpu_cells = kvm_exit_cpu_cells;
	state->stats = stats;

	return 0;
}

/*
 * A VMM that guesses the descriptor can run the vCPU before this.  What it does until
 * then is counted as all else, but a reset or a switch in between passes it by.
 */
void kvm_exit_stats_vcpu_online(struct kvm_vcpu *vcpu)
{
	struct kvm_exit_vcpu *stats = vcpu->arch.exit_state.stats;
	struct kvm_exit_vm *vm = vcpu->kvm->arch.exit_stats;

	raw_spin_lock(&kvm_exit_lock);
	stats->since = ktime_get_boottime_ns();
	list_add_tail_rcu(&stats->node, &vm->vcpus);
	vm->nr_vcpus++;
	kvm_exit_nr_vcpus++;
	raw_spin_unlock(&kvm_exit_lock);
}

/* Those of a vCPU that came online are the VM's, which has let go of them. */
void kvm_exit_stats_vcpu_destroy(struct kvm_vcpu *vcpu)
{
	struct kvm_exit_vcpu *stats = vcpu->arch.exit_state.stats;

	if (vcpu->arch.exit_state.slots)
		kvm_exit_vcpu_free(stats);
}
