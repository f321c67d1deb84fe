// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: the guest's view, CPUID leaves 0x4FFFFFFx
 *
 *	0x4FFFFFFA	TSC frequency
 *	0x4FFFFFFB	what the leaves are
 *	0x4FFFFFFC-F	exits and cycles, in total and by reason; which leaf is
 *			which depends on the numbering
 */
#include <linux/kernel.h>
#include <linux/moduleparam.h>

#include "exit_stats.h"
#include "reason.h"
#include "vm.h"
#include "trace.h"

#define LEAF_TSC_KHZ	0x4ffffffa
#define LEAF_INTERFACE	0x4ffffffb
#define LEAF_FIRST	0x4ffffffc
#define LEAF_LAST	0x4fffffff

#define INTERFACE_VERSION	1
#define INTERFACE_HOST_WIDE	BIT(8)
#define INTERFACE_2022		BIT(9)
#define INTERFACE_VENDOR_SHIFT	16

enum { SCOPE_OFF, SCOPE_VM, SCOPE_HOST };

static unsigned int scope = SCOPE_VM;
static unsigned int numbering = 2021;

static int set_scope(const char *val, const struct kernel_param *kp)
{
	return param_set_uint_minmax(val, kp, SCOPE_OFF, SCOPE_HOST);
}

static const struct kernel_param_ops scope_ops = {
	.set = set_scope,
	.get = param_get_uint,
};

module_param_cb(exit_stats_cpuid, &scope_ops, &scope, 0644);
MODULE_PARM_DESC(exit_stats_cpuid,
		 "exit statistics in CPUID: 0 none, 1 the VM's own (default), 2 of the whole host, which lets a VM watch its neighbours");

static int set_numbering(const char *val, const struct kernel_param *kp)
{
	return param_set_uint_minmax(val, kp, 2021, 2022);
}

static const struct kernel_param_ops numbering_ops = {
	.set = set_numbering,
	.get = param_get_uint,
};

module_param_cb(exit_stats_leaves, &numbering_ops, &numbering, 0644);
MODULE_PARM_DESC(exit_stats_leaves,
		 "numbering of the exit statistics' CPUID leaves: 2021 (default) or 2022");

/*
 * A guest decides how often this runs, over all its vCPUs: a loop with little
 * but additions.
 */
static u64 sum_slots(const struct kvm_exit_slot *slot, int nr, bool cycles)
{
	const u64 *word = cycles ? &slot->cell.kernel : &slot->cell.exits;
	u64 sum = 0;

#pragma GCC unroll 8
	for (; nr; nr--, word += sizeof(*slot) / sizeof(*word))
		sum += READ_ONCE(*word);

	return sum;
}

/* The same of all vCPUs of @vm, or of all CPUs, from slot @first on. */
static u64 sum_scope(struct kvm_exit_vm *vm, bool host_wide, int first, int nr,
		     bool cycles)
{
	struct kvm_exit_vcpu *stats;
	u64 sum = 0;
	int cpu;

	if (host_wide) {
		for_each_possible_cpu(cpu)
			sum += sum_slots(per_cpu_ptr(kvm_exit_cpu_slots, cpu) +
					 first, nr, cycles);
		return sum;
	}

	rcu_read_lock();
	list_for_each_entry_rcu(stats, &vm->vcpus, node)
		sum += sum_slots(stats->slots + first, nr, cycles);
	rcu_read_unlock();

	return sum;
}

/*
 * Counted from the last leaf of 2021 down, or from the first of 2022 up: all
 * exits, all cycles, the exits of a reason, the cycles of a reason.
 */
static void answer_counts(struct kvm_exit_vm *vm, bool host_wide,
			  unsigned int item, u32 nr, u32 *regs)
{
	bool cycles = item & 1, by_reason = item & 2;
	int first = KVM_EXIT_NR_SLOT_OTHER, slots = kvm_exit_nr_slots - first;
	u64 sum;

	if (by_reason) {
		if (!kvm_exit_reason_defined(nr)) {
			regs[3] = U32_MAX;
			return;
		}
		first = kvm_exit_reason_slot(nr);
		slots = 1;
		if (first < 0)
			return;
	}

	sum = sum_scope(vm, host_wide, first, slots, cycles);
	regs[cycles ? 2 : 0] = lower_32_bits(sum);
	regs[1] = upper_32_bits(sum);
}

static void answer_interface(bool host_wide, bool is_2022, u32 *regs)
{
	regs[0] = INTERFACE_VERSION |
		  (host_wide ? INTERFACE_HOST_WIDE : 0) |
		  (is_2022 ? INTERFACE_2022 : 0) |
		  kvm_exit_isa << INTERFACE_VENDOR_SHIFT;
	memcpy(&regs[1], "KVMExitStats", 12);
}

bool kvm_exit_stats_cpuid(struct kvm_vcpu *vcpu, u32 *eax, u32 *ebx,
			  u32 *ecx, u32 *edx)
{
	unsigned int now_scope = READ_ONCE(scope);
	bool host_wide = now_scope == SCOPE_HOST;
	bool is_2022 = READ_ONCE(numbering) == 2022;
	u32 leaf = *eax, regs[4] = {};

	if (leaf < LEAF_TSC_KHZ || leaf > LEAF_LAST || now_scope == SCOPE_OFF)
		return false;

	if (leaf == LEAF_TSC_KHZ)
		regs[0] = tsc_khz;
	else if (leaf == LEAF_INTERFACE)
		answer_interface(host_wide, is_2022, regs);
	else
		answer_counts(vcpu->kvm->arch.exit_stats, host_wide,
			      is_2022 ? leaf - LEAF_FIRST : LEAF_LAST - leaf,
			      *ecx, regs);

	*eax = regs[0];
	*ebx = regs[1];
	*ecx = regs[2];
	*edx = regs[3];
	return true;
}
