// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: the life of the modules, of VMs and of vCPUs
 */
#include <linux/slab.h>

#include "debugfs.h"
#include "exit_stats.h"
#include "reason.h"

DEFINE_STATIC_KEY_TRUE(kvm_exit_stats_enabled);
EXPORT_SYMBOL_GPL(kvm_exit_stats_enabled);

DEFINE_STATIC_KEY_TRUE(kvm_exit_stats_time);
EXPORT_SYMBOL_GPL(kvm_exit_stats_time);

DEFINE_STATIC_KEY_TRUE(kvm_exit_stats_hist);
EXPORT_SYMBOL_GPL(kvm_exit_stats_hist);

int kvm_exit_stats_vendor_init(unsigned int isa, bool (*handled)(u64 nr))
{
	kvm_exit_reasons_init(isa, handled);

	kvm_exit_cpu_slots = __alloc_percpu(array_size(kvm_exit_nr_slots,
						       sizeof(struct kvm_exit_slot)),
					    __alignof__(struct kvm_exit_slot));
	if (!kvm_exit_cpu_slots)
		return -ENOMEM;

	kvm_exit_debugfs_init();
	return 0;
}
EXPORT_SYMBOL_GPL(kvm_exit_stats_vendor_init);

void kvm_exit_stats_vendor_exit(void)
{
	kvm_exit_debugfs_exit();
	free_percpu(kvm_exit_cpu_slots);
	kvm_exit_cpu_slots = NULL;
}
EXPORT_SYMBOL_GPL(kvm_exit_stats_vendor_exit);

int kvm_exit_stats_vcpu_create(struct kvm_vcpu *vcpu)
{
	vcpu->arch.exit_stats = kvm_exit_vcpu_alloc();

	return vcpu->arch.exit_stats ? 0 : -ENOMEM;
}

void kvm_exit_stats_vcpu_destroy(struct kvm_vcpu *vcpu)
{
	kvfree(vcpu->arch.exit_stats);
}
