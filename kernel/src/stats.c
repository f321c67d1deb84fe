// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: loading and unloading the vendor module, and the host's
 * suspend
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kvm_host.h>
#include <linux/module.h>
#include <linux/timekeeping.h>

#include "baseline.h"
#include "binary.h"
#include "compat.h"
#include "debugfs.h"
#include "departed.h"
#include "exit_stats.h"
#include "leaves.h"
#include "log.h"
#include "phase.h"
#include "read.h"
#include "reason.h"
#include "slots.h"
#include "switch.h"
#include "trace.h"
#include "vm.h"

MODULE_VERSION(KVM_VMEXIT_VERSION);

/* Recording was on, and is off only as there is no memory for it. */
static bool withheld;

static u64 suspended_at;

static int suspend(void)
{
	suspended_at = rdtsc();
	return 0;
}

/*
 * No phase gets the time; the TSC may have begun anew.  One CPU, interrupts
 * off.
 */
static void resume(void)
{
	u64 cycles = rdtsc() - suspended_at;
	struct kvm_vmexit_vcpu *stats;
	struct kvm_vmexit_vm *vm;

	list_for_each_entry(vm, &kvm_vmexit_vms, node) {
		kvm_vmexit_for_each_vcpu(stats, vm) {
			if (stats->vcpu)
				kvm_vmexit_shift(&stats->vcpu->arch.vmexit,
						 cycles);
		}
	}
}

KVM_VMEXIT_DEFINE_SYSCORE(host_sleep, suspend, resume);

static void free_all(void)
{
	kvm_vmexit_binary_exit();
	kvm_vmexit_departed_exit();
	kvm_vmexit_baseline_exit();
	kvm_vmexit_cpus_free(&kvm_vmexit_cpu_cells, &kvm_vmexit_cpu_rare);
}

/*
 * Nothing is recorded: neither the exit path nor any other looks for statistics
 * that are not there.
 */
static void do_without(void)
{
	pr_warn("no memory for exit statistics, there are none until %s is loaded again\n",
		kvm_vmexit_isa == KVM_ISA_VMX ? "kvm_intel" : "kvm_amd");
	free_all();
	withheld |= kvm_vmexit_is_enabled();
	kvm_vmexit_switch(false, kvm_vmexit_detail());
}

void kvm_vmexit_vendor_init(unsigned int isa, bool (*handled)(u64 nr))
{
	int r;

	kvm_vmexit_reasons_init(isa, handled);
	kvm_vmexit_leaves_init();
	kvm_vmexit_host_since = ktime_get_boottime_ns();

	r = kvm_vmexit_cpus_alloc(&kvm_vmexit_cpu_cells, &kvm_vmexit_cpu_rare);
	r = r ?: kvm_vmexit_baseline_init();
	r = r ?: kvm_vmexit_departed_init();
	r = r ?: kvm_vmexit_binary_init();
	if (r) {
		do_without();
		return;
	}

	kvm_vmexit_switch(kvm_vmexit_is_enabled() || withheld,
			  kvm_vmexit_detail());
	withheld = false;
	register_syscore(&host_sleep);
	kvm_vmexit_debugfs_init();
	kvm_vmexit_slots_init();
}
EXPORT_SYMBOL_FOR_KVM_INTERNAL(kvm_vmexit_vendor_init);

/* Once the files are gone, nobody reads or resets. */
void kvm_vmexit_vendor_exit(void)
{
	if (!kvm_vmexit_present())
		return;

	kvm_vmexit_slots_exit();
	kvm_vmexit_debugfs_exit();
	kvm_vmexit_log_exit();
	unregister_syscore(&host_sleep);
	free_all();
}
EXPORT_SYMBOL_FOR_KVM_INTERNAL(kvm_vmexit_vendor_exit);
