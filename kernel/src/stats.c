// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: loading and unloading the vendor module, and the host's suspend
 */
#include <linux/kvm_host.h>
#include <linux/syscore_ops.h>

#include "debugfs.h"
#include "departed.h"
#include "exit_stats.h"
#include "leaves.h"
#include "log.h"
#include "phase.h"
#include "reason.h"
#include "reset.h"
#include "vm.h"

static u64 suspended_at;

static int suspend(void *unused)
{
	suspended_at = rdtsc();
	return 0;
}

/* No phase gets the time; the TSC may have begun anew.  One CPU, interrupts off. */
static void resume(void *unused)
{
	u64 cycles = rdtsc() - suspended_at;
	struct kvm_exit_vcpu *stats;
	struct kvm_exit_vm *vm;

	list_for_each_entry(vm, &kvm_exit_vms, node) {
		kvm_exit_for_each_vcpu(stats, vm) {
			if (stats->vcpu)
				kvm_exit_stats_shift(&stats->vcpu->arch.exit_state,
						     cycles);
		}
	}
}

static const struct syscore_ops syscore_ops = {
	.suspend = suspend,
	.resume = resume,
};

static struct syscore syscore = {
	.ops = &syscore_ops,
};

static void free_all(void)
{
	kvm_exit_departed_exit();
	kvm_exit_reset_exit();
	kvm_exit_cpus_free(&kvm_exit_cpu_cells, &kvm_exit_cpu_nested);
}

int kvm_exit_stats_vendor_init(unsigned int isa, bool (*handled)(u64 nr))
{
	int r;

	kvm_exit_reasons_init(isa, handled);
	kvm_exit_leaves_init();

	r = kvm_exit_cpus_alloc(&kvm_exit_cpu_cells, &kvm_exit_cpu_nested);
	r = r ?: kvm_exit_reset_init();
	r = r ?: kvm_exit_departed_init();
	if (r) {
		free_all();
		return r;
	}

	register_syscore(&syscore);
	kvm_exit_debugfs_init();
	return 0;
}
EXPORT_SYMBOL_GPL(kvm_exit_stats_vendor_init);

/* Once the files are gone, nobody reads or resets. */
void kvm_exit_stats_vendor_exit(void)
{
	kvm_exit_debugfs_exit();
	kvm_exit_log_exit();
	unregister_syscore(&syscore);
	free_all();
}
EXPORT_SYMBOL_GPL(kvm_exit_stats_vendor_exit);
