/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: all VMs of one moment, living and ended.
 */
#ifndef __KVM_VMEXIT_SNAPSHOT_H
#define __KVM_VMEXIT_SNAPSHOT_H

#include "departed.h"
#include "vm.h"

/*
 * Each VM is in exactly one of the three.  The references keep a VM's
 * statistics while it ends: then they are final, and read as before.
 */
struct kvm_vmexit_snapshot {
	struct kvm_vmexit_vm **vms;		/* oldest first */
	unsigned int nr_vms;
	struct kvm_vmexit_departed *departed[KVM_VMEXIT_MAX_DEPARTED];
	unsigned int nr_departed;
	struct kvm_vmexit_copy *older;
	struct kvm_vmexit_tally *past_causes;	/* of all that have ended */
	u64 backwards;				/* of all that have ended */
};

int kvm_vmexit_snapshot_take(struct kvm_vmexit_snapshot *snapshot);
void kvm_vmexit_snapshot_put(struct kvm_vmexit_snapshot *snapshot);

#endif /* __KVM_VMEXIT_SNAPSHOT_H */
