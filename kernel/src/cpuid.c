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
#include <linux/random.h>
#include <linux/rculist.h>
#include <linux/sched.h>

#include "exit_stats.h"
#include "leaves.h"
#include "reason.h"
#include "trace.h"

#define LEAF_TSC_KHZ	0x4ffffffa
#define LEAF_INTERFACE	0x4ffffffb
#define LEAF_FIRST	0x4ffffffc
#define LEAF_LAST	0x4fffffff

#define INTERFACE_VERSION	1
#define INTERFACE_HOST_WIDE	BIT(8)
#define INTERFACE_2022		BIT(9)
#define INTERFACE_2020		BIT(10)
#define INTERFACE_VENDOR_SHIFT	16

static unsigned int scope = KVM_VMEXIT_LEAVES_VM;
static unsigned int numbering = 2021;

/* As a VM's own, for all who see the host's counters. */
static u32 host_instance;

static int set_scope(const char *val, const struct kernel_param *kp)
{
	return param_set_uint_minmax(val, kp, KVM_VMEXIT_LEAVES_OFF,
				     KVM_VMEXIT_LEAVES_HOST);
}

static const struct kernel_param_ops scope_ops = {
	.set = set_scope,
	.get = param_get_uint,
};

module_param_cb(exit_stats_cpuid, &scope_ops, &scope, 0644);
__MODULE_PARM_TYPE(exit_stats_cpuid, "uint");
MODULE_PARM_DESC(exit_stats_cpuid,
		 "exit statistics in CPUID: 0 none, 1 the VM's own (default), 2 of the whole host, which lets a VM watch its neighbours");

static int set_numbering(const char *val, const struct kernel_param *kp)
{
	return param_set_uint_minmax(val, kp, 2020, 2022);
}

static const struct kernel_param_ops numbering_ops = {
	.set = set_numbering,
	.get = param_get_uint,
};

module_param_cb(exit_stats_leaves, &numbering_ops, &numbering, 0644);
__MODULE_PARM_TYPE(exit_stats_leaves, "uint");
MODULE_PARM_DESC(exit_stats_leaves,
		 "numbering of the exit statistics' CPUID leaves: 2020, 2021 (default) or 2022");

/* Before any VM. */
void kvm_vmexit_leaves_init(void)
{
	host_instance = get_random_u32_above(0);
}

/* What a VM is shown: enum kvm_vmexit_leaves. */
unsigned int kvm_vmexit_leaves_of(const struct kvm_vmexit_vm *vm)
{
	int own = READ_ONCE(vm->leaves);

	return own < 0 ? READ_ONCE(scope) : own;
}

/* What is asked for: of all reasons or of one, exits or cycles. */
struct question {
	bool host_wide;
	bool cycles;
	int first, nr;		/* slots */
};

/*
 * A guest decides how often this runs, over all its vCPUs: a loop with little
 * but additions, eight at a time.  @stride is the distance of two cells in
 * words, and known to the compiler wherever this is called.
 */
static __always_inline u64 sum_cells(const struct kvm_vmexit_cell *cell,
				     size_t stride,
				     const struct question *question)
{
	const u64 *word = question->cycles ? &cell->kernel : &cell->exits;
	int nr = question->nr, i;
	u64 sum = 0;

	for (; nr >= 8; nr -= 8, word += 8 * stride) {
#pragma GCC unroll 8
		for (i = 0; i < 8; i++)
			sum += READ_ONCE(word[i * stride]);
	}
	for (; nr; nr--, word += stride)
		sum += READ_ONCE(*word);

	return sum;
}

static u64 sum_cpus(const struct question *question)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu) {
		sum += sum_cells(per_cpu_ptr(kvm_vmexit_cpu_cells, cpu) +
				 question->first,
				 sizeof(struct kvm_vmexit_cell) / sizeof(u64),
				 question);
		cond_resched();
	}

	return sum;
}

/* Not KVM's own list of vCPUs: to walk it takes as long again as to add up. */
static u64 sum_vcpus(struct kvm_vmexit_vm *vm, const struct question *question)
{
	struct kvm_vmexit_vcpu *stats;
	u64 sum = 0;

	kvm_vmexit_for_each_vcpu(stats, vm) {
		sum += sum_cells(&stats->slots[question->first].cell,
				 sizeof(struct kvm_vmexit_slot) / sizeof(u64),
				 question);
		cond_resched();
	}

	return sum;
}

static u64 answer(struct kvm_vmexit_vm *vm, const struct question *question)
{
	if (question->host_wide)
		return sum_cpus(question);

	return sum_vcpus(vm, question);
}

static void put_exits(u64 exits, u32 *regs)
{
	regs[0] = lower_32_bits(exits);
	regs[1] = upper_32_bits(exits);
}

static void put_cycles(u64 cycles, u32 *regs)
{
	regs[1] = upper_32_bits(cycles);
	regs[2] = lower_32_bits(cycles);
}

static void answer_total(struct kvm_vmexit_vm *vm, bool host_wide, bool cycles,
			 u32 *regs)
{
	const struct question question = {
		.host_wide = host_wide,
		.cycles = cycles,
		.first = KVM_VMEXIT_SLOT_OTHER,
		.nr = kvm_vmexit_nr_slots - KVM_VMEXIT_SLOT_OTHER,
	};
	u64 sum = answer(vm, &question);

	if (cycles)
		put_cycles(sum, regs);
	else
		put_exits(sum, regs);
}

static void answer_reason(struct kvm_vmexit_vm *vm, bool host_wide, bool cycles,
			  u32 nr, u32 *regs)
{
	struct question question = {
		.host_wide = host_wide,
		.cycles = cycles,
		.nr = 1,
	};

	if (!kvm_vmexit_reason_defined(nr)) {
		regs[3] = U32_MAX;
		return;
	}

	question.first = kvm_vmexit_reason_slot(nr);
	if (question.first < 0)
		return;

	if (cycles)
		put_cycles(answer(vm, &question), regs);
	else
		put_exits(answer(vm, &question), regs);
}

/* Both totals at once: there are 32 bits for the exits. */
static void answer_both(struct kvm_vmexit_vm *vm, bool host_wide, u32 *regs)
{
	answer_total(vm, host_wide, false, regs);
	answer_total(vm, host_wide, true, regs);
}

/*
 * Which leaf has what: all exits, all cycles, exits of a reason, cycles of a
 * reason. 2021 counts from the last leaf down, 2022 from the first up.  2020
 * has both totals in the last one, and the exits of a reason in two.
 */
static void answer_counts(struct kvm_vmexit_vm *vm, bool host_wide,
			  unsigned int numbers, u32 leaf, u32 nr, u32 *regs)
{
	unsigned int item = numbers == 2022 ? leaf - LEAF_FIRST :
					      LEAF_LAST - leaf;
	bool cycles = item & 1, by_reason = item & 2;

	if (numbers == 2020 && item == 0)
		answer_both(vm, host_wide, regs);
	else if (numbers == 2020 && item == 1)
		answer_reason(vm, host_wide, false, nr, regs);
	else if (by_reason)
		answer_reason(vm, host_wide, cycles, nr, regs);
	else
		answer_total(vm, host_wide, cycles, regs);
}

static void answer_interface(bool host_wide, unsigned int numbers, u32 *regs)
{
	regs[0] = INTERFACE_VERSION |
		  (host_wide ? INTERFACE_HOST_WIDE : 0) |
		  (numbers == 2022 ? INTERFACE_2022 : 0) |
		  (numbers == 2020 ? INTERFACE_2020 : 0) |
		  kvm_vmexit_isa << INTERFACE_VENDOR_SHIFT;
	memcpy(&regs[1], "KVMExitStats", 12);
}

bool kvm_vmexit_cpuid(struct kvm_vcpu *vcpu, u32 *eax, u32 *ebx, u32 *ecx,
		      u32 *edx)
{
	struct kvm_vmexit_vm *vm = vcpu->kvm->arch.vmexit;
	unsigned int numbers = READ_ONCE(numbering);
	u32 leaf = *eax, regs[4] = {};
	unsigned int shown;
	bool host_wide;

	if (leaf < LEAF_TSC_KHZ || leaf > LEAF_LAST || !vm)
		return false;

	/* What a guest's guest sees is its hypervisor's matter. */
	shown = kvm_vmexit_leaves_of(vm);
	if (shown == KVM_VMEXIT_LEAVES_OFF || is_guest_mode(vcpu))
		return false;
	host_wide = shown == KVM_VMEXIT_LEAVES_HOST;

	if (leaf == LEAF_TSC_KHZ) {
		regs[0] = tsc_khz;
		regs[3] = host_wide ? host_instance : vm->instance;
	} else if (leaf == LEAF_INTERFACE) {
		answer_interface(host_wide, numbers, regs);
	} else {
		answer_counts(vm, host_wide, numbers, leaf, *ecx, regs);
	}

	*eax = regs[0];
	*ebx = regs[1];
	*ecx = regs[2];
	*edx = regs[3];
	return true;
}
