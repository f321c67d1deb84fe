// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: loading and unloading the vendor module
 */
#include "debugfs.h"
#include "exit_stats.h"
#include "log.h"
#include "reason.h"
#include "scope.h"
#include "vm.h"

static int alloc_cpu_slots(void)
{
	size_t size = array_size(kvm_exit_nr_slots, sizeof(struct kvm_exit_slot));

	kvm_exit_cpu_slots = __alloc_percpu(size, __alignof__(struct kvm_exit_slot));

	return kvm_exit_cpu_slots ? 0 : -ENOMEM;
}

/* Files of the host may still be open. */
static void free_all(void)
{
	mutex_lock(&kvm_exit_lock);
	kvm_exit_vms_exit();
	kvm_exit_scopes_exit();
	free_percpu(kvm_exit_cpu_slots);
	kvm_exit_cpu_slots = NULL;
	mutex_unlock(&kvm_exit_lock);
}

int kvm_exit_stats_vendor_init(unsigned int isa, bool (*handled)(u64 nr))
{
	int r;

	kvm_exit_reasons_init(isa, handled);

	r = alloc_cpu_slots();
	r = r ?: kvm_exit_scopes_init();
	r = r ?: kvm_exit_vms_init();
	if (r) {
		free_all();
		return r;
	}

	kvm_exit_debugfs_init();
	return 0;
}
EXPORT_SYMBOL_GPL(kvm_exit_stats_vendor_init);

void kvm_exit_stats_vendor_exit(void)
{
	kvm_exit_debugfs_exit();
	kvm_exit_log_exit();
	free_all();
}
EXPORT_SYMBOL_GPL(kvm_exit_stats_vendor_exit);
