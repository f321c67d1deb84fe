/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: all VMs of one moment, living and ended.
 */
#ifndef __KVM_EXIT_STATS_SNAPSHOT_H
#define __KVM_EXIT_STATS_SNAPSHOT_H

#include "departed.h"
#include "vm.h"

/*
 * Each VM is in exactly one of the three.  The references keep a VM's statistics
 * while it ends: then they are final, and read as before.
 */
struct kvm_exit_snapshot {
	struct kvm_exit_vm **vms;		/* oldest first */
	unsigned int nr_vms;
	struct kvm_exit_departed *departed[KVM_EXIT_MAX_DEPARTED];
	unsigned int nr_departed;
	struct kvm_exit_copy *older;
	u64 backwards;				/* of all that have ended */
};

int kvm_exit_snapshot_take(struct kvm_exit_snapshot *snapshot);
void kvm_exit_snapshot_put(struct kvm_exit_snapshot *snapshot);

#endif /* __KVM_EXIT_STATS_SNAPSHOT_H */
