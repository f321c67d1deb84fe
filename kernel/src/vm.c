// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: the VMs there are, and references to them
 */
#include <linux/kvm_host.h>
#include <linux/slab.h>

#include "tally.h"
#include "vm.h"

DEFINE_RAW_SPINLOCK(kvm_vmexit_lock);
LIST_HEAD(kvm_vmexit_vms);
LIST_HEAD(kvm_vmexit_newborn);
unsigned int kvm_vmexit_nr_vms;
unsigned int kvm_vmexit_nr_vcpus;

static void free_vm(struct kref *ref)
{
	struct kvm_vmexit_vm *vm = container_of(ref, struct kvm_vmexit_vm, ref);
	struct kvm_vmexit_vcpu *stats, *next;

	list_for_each_entry_safe(stats, next, &vm->vcpus, node)
		kvm_vmexit_vcpu_free(stats);
	kvm_vmexit_tally_put(vm->known);
	kvm_vmexit_tally_put(vm->forgotten);
	kfree(vm);
}

void kvm_vmexit_vm_get(struct kvm_vmexit_vm *vm)
{
	kref_get(&vm->ref);
}

/* May sleep. */
void kvm_vmexit_vm_put(struct kvm_vmexit_vm *vm)
{
	kref_put(&vm->ref, free_vm);
}

/*
 * kvm_vmexit_next_vm() - go from one living VM to the next
 * @vm: the one before, which this function has returned, or NULL
 *
 * Return: a VM that KVM will not destroy before the next call, or NULL after
 * the last.  Puts the reference to @vm, which may destroy it: sleeps, and no
 * lock may be held.
 */
struct kvm_vmexit_vm *kvm_vmexit_next_vm(struct kvm_vmexit_vm *vm)
{
	struct kvm *done = vm ? vm->kvm : NULL;
	struct kvm_vmexit_vm *next = NULL;

	raw_spin_lock(&kvm_vmexit_lock);
	vm = list_prepare_entry(vm, &kvm_vmexit_vms, node);
	list_for_each_entry_continue(vm, &kvm_vmexit_vms, node) {
		if (kvm_get_kvm_safe(vm->kvm)) {
			next = vm;
			break;
		}
	}
	raw_spin_unlock(&kvm_vmexit_lock);

	if (done)
		kvm_put_kvm(done);

	return next;
}
