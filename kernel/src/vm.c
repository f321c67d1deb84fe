// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: the life of VMs and vCPUs
 */
#include <linux/rculist.h>
#include <linux/slab.h>

#include "debugfs.h"
#include "exit_stats.h"
#include "phase.h"
#include "scope.h"
#include "vm.h"

/* The lists of VMs and vCPUs, the views, the switches; never the exit path. */
DEFINE_MUTEX(kvm_exit_lock);
LIST_HEAD(kvm_exit_vms);
LIST_HEAD(kvm_exit_departed);
struct kvm_exit_copy *kvm_exit_older;

static unsigned int nr_departed;

int kvm_exit_vms_init(void)
{
	kvm_exit_older = kvm_exit_copy_alloc();

	return kvm_exit_older ? 0 : -ENOMEM;
}

static void free_departed(struct kvm_exit_departed *departed)
{
	list_del(&departed->node);
	nr_departed--;
	kvfree(departed->total);
	kfree(departed);
}

static void free_all_departed(void)
{
	struct kvm_exit_departed *departed, *next;

	list_for_each_entry_safe(departed, next, &kvm_exit_departed, node)
		free_departed(departed);
}

/* Forget all VMs that have ended. */
void kvm_exit_departed_clear(void)
{
	free_all_departed();
	kvm_exit_copy_clear(kvm_exit_older);
}

void kvm_exit_vms_exit(void)
{
	free_all_departed();
	kvfree(kvm_exit_older);
	kvm_exit_older = NULL;
}

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

void kvm_exit_vm_put(struct kvm_exit_vm *vm)
{
	kref_put(&vm->ref, free_vm);
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
	vm->scope.vm = vm;
	name_vm(vm, kvm);
	kvm->arch.exit_stats = vm;

	mutex_lock(&kvm_exit_lock);
	list_add_tail(&vm->node, &kvm_exit_vms);
	mutex_unlock(&kvm_exit_lock);

	kvm_exit_debugfs_add_vm(vm);
	return 0;
}

/* The oldest of the departed make room; their exits are not forgotten. */
static void shrink_departed(void)
{
	struct kvm_exit_departed *oldest;

	while (nr_departed > KVM_EXIT_MAX_DEPARTED) {
		oldest = list_first_entry(&kvm_exit_departed,
					  struct kvm_exit_departed, node);
		kvm_exit_add(kvm_exit_older, oldest->total);
		free_departed(oldest);
	}
}

/* Without memory for a record of its own the VM joins the older ones. */
static void add_departed(struct kvm_exit_vm *vm)
{
	struct kvm_exit_departed *departed = kzalloc(sizeof(*departed), GFP_KERNEL);
	struct kvm_exit_copy *total = kvm_exit_copy_alloc();

	if (!departed || !total) {
		kvm_exit_scope_add(&vm->scope, kvm_exit_older);
		kvfree(total);
		kfree(departed);
		return;
	}

	kvm_exit_scope_add(&vm->scope, total);
	departed->total = total;
	strscpy(departed->name, vm->name, sizeof(departed->name));
	list_add_tail(&departed->node, &kvm_exit_departed);
	nr_departed++;
	shrink_departed();
}

void kvm_exit_stats_vm_destroy(struct kvm *kvm)
{
	struct kvm_exit_vm *vm = kvm->arch.exit_stats;

	if (!vm)
		return;

	kvm_exit_debugfs_remove_vm(vm);

	mutex_lock(&kvm_exit_lock);
	add_departed(vm);
	list_del(&vm->node);
	vm->departed = true;
	mutex_unlock(&kvm_exit_lock);

	kvm->arch.exit_stats = NULL;
	kvm_exit_vm_put(vm);
}

int kvm_exit_stats_vcpu_create(struct kvm_vcpu *vcpu)
{
	struct kvm_exit_vm *vm = vcpu->kvm->arch.exit_stats;
	struct kvm_exit_vcpu *stats = kvm_exit_vcpu_alloc();

	if (!stats)
		return -ENOMEM;

	stats->id = vcpu->vcpu_id;
	stats->scope.vm = vm;
	stats->scope.vcpu = stats;
	vcpu->arch.exit_stats = stats;

	mutex_lock(&kvm_exit_lock);
	list_add_tail_rcu(&stats->node, &vm->vcpus);
	mutex_unlock(&kvm_exit_lock);
	return 0;
}

void kvm_exit_stats_vcpu_online(struct kvm_vcpu *vcpu)
{
	struct kvm_exit_vcpu *stats = vcpu->arch.exit_stats;

	mutex_lock(&kvm_exit_lock);
	stats->online = true;
	mutex_unlock(&kvm_exit_lock);

	kvm_exit_debugfs_add_vcpu(stats);
}

/*
 * The vCPU will not run again: what is still open ends now.  The statistics
 * stay with the VM, unless creating the vCPU has failed.
 */
void kvm_exit_stats_vcpu_destroy(struct kvm_vcpu *vcpu)
{
	struct kvm_exit_vcpu *stats = vcpu->arch.exit_stats;
	bool failed;

	mutex_lock(&kvm_exit_lock);
	kvm_exit_stats_settle(stats);
	failed = !stats->online;
	if (failed)
		list_del_rcu(&stats->node);
	mutex_unlock(&kvm_exit_lock);

	vcpu->arch.exit_stats = NULL;
	if (failed) {
		/* Another vCPU's CPUID may be adding up. */
		synchronize_rcu();
		kvm_exit_vcpu_free(stats);
	}
}
