// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: all VMs of one moment, living and ended
 */
#include <linux/slab.h>

#include "snapshot.h"
#include "tally.h"

/* VMs that may be born between the allocation and the section. */
#define SPARE_VMS 16

static void get_all(struct kvm_vmexit_snapshot *snapshot)
{
	struct kvm_vmexit_departed *departed;
	struct kvm_vmexit_vm *vm;

	list_for_each_entry(vm, &kvm_vmexit_vms, node) {
		kvm_vmexit_vm_get(vm);
		snapshot->vms[snapshot->nr_vms++] = vm;
	}
	list_for_each_entry(departed, &kvm_vmexit_departed, node) {
		kref_get(&departed->ref);
		snapshot->departed[snapshot->nr_departed++] = departed;
	}
	kvm_vmexit_add(snapshot->older, kvm_vmexit_older);
	kvm_vmexit_tally_get(kvm_vmexit_past_causes);
	snapshot->past_causes = kvm_vmexit_past_causes;
	snapshot->backwards = kvm_vmexit_departed_backwards;
}

/* False if there are more VMs than room. */
static bool try_get_all(struct kvm_vmexit_snapshot *snapshot, unsigned int room)
{
	bool enough;

	raw_spin_lock(&kvm_vmexit_lock);
	enough = kvm_vmexit_nr_vms <= room;
	if (enough)
		get_all(snapshot);
	raw_spin_unlock(&kvm_vmexit_lock);

	return enough;
}

/*
 * kvm_vmexit_snapshot_take() - take references to all VMs, in one section
 * @snapshot: where to, for kvm_vmexit_snapshot_put(), whatever this returns
 *
 * May sleep.  Return: 0 or -ENOMEM.
 */
int kvm_vmexit_snapshot_take(struct kvm_vmexit_snapshot *snapshot)
{
	unsigned int room;

	*snapshot = (struct kvm_vmexit_snapshot) {
		.older = kvm_vmexit_copy_alloc_with(KVM_VMEXIT_WITH_SLOWEST),
	};
	if (!snapshot->older)
		return -ENOMEM;

	do {
		kvfree(snapshot->vms);
		room = READ_ONCE(kvm_vmexit_nr_vms) + SPARE_VMS;
		snapshot->vms = kvmalloc_array(room, sizeof(*snapshot->vms),
					       GFP_KERNEL);
		if (!snapshot->vms)
			return -ENOMEM;
	} while (!try_get_all(snapshot, room));

	return 0;
}

void kvm_vmexit_snapshot_put(struct kvm_vmexit_snapshot *snapshot)
{
	unsigned int i;

	for (i = 0; i < snapshot->nr_vms; i++)
		kvm_vmexit_vm_put(snapshot->vms[i]);
	for (i = 0; i < snapshot->nr_departed; i++)
		kvm_vmexit_departed_put(snapshot->departed[i]);
	kvm_vmexit_tally_put(snapshot->past_causes);
	kvfree(snapshot->vms);
	kvm_vmexit_copy_free(snapshot->older);
}
