// SPDX-License-Identifier: GPL-2.0-only
/*
 * The slowest exit of each reason: which one is kept and what of it, what a reset and the
 * end of recording make of it, and which is the slowest of several vCPUs.
 */
#include <asm/svm.h>

#include "exit_stats.h"
#include "phase.h"
#include "reason.h"
#include "slowest.h"

#include "../reader/tap.h"
#include "vcpu.h"

bool no_memory;

static bool few_handled(u64 nr)
{
	return nr == SVM_EXIT_CPUID || nr == SVM_EXIT_HLT || nr == SVM_EXIT_MSR;
}

static void new_vcpu(bool table)
{
	if (state->stats)
		kvm_vmexit_slowest_free(state->stats->slowest);
	make_vcpu(KVM_ISA_SVM, few_handled);
	state->stats->slowest = table ? kvm_vmexit_slowest_alloc("12-3", 7, GFP_KERNEL) : NULL;
	vcpu.arch.guest_state_protected = false;
	cpl = 0;
	clock_ns = 0;
	kvm_vmexit_record_entry(&vcpu);
}

static unsigned int slot(u32 nr)
{
	return kvm_vmexit_reason_slot(nr);
}

static const struct kvm_vmexit_slowest *kept(u32 nr)
{
	return &state->stats->slowest->exit[slot(nr)];
}

static void exit_of(u32 nr, u32 number)
{
	vcpu.arch.regs[VCPU_REGS_RAX] = number;
	vcpu.arch.regs[VCPU_REGS_RCX] = number;
	kvm_vmexit_record_exit(&vcpu, nr, 1, 0);
}

/* Ends @cycles later, at the address @rip. */
static void entry(u64 cycles, u64 rip)
{
	tsc += cycles;
	clock_ns += cycles;
	vcpu.arch.regs[VCPU_REGS_RIP] = rip;
	kvm_vmexit_record_entry(&vcpu);
}

static void test_which(void)
{
	new_vcpu(true);
	tap_is_u64(kept(SVM_EXIT_CPUID)->kernel, 0, "without an exit there is none");
	exit_of(SVM_EXIT_CPUID, 1);
	entry(50, 0x100);
	exit_of(SVM_EXIT_CPUID, 2);
	cpl = 3;
	entry(400, 0x200);
	cpl = 0;
	exit_of(SVM_EXIT_CPUID, 3);
	entry(400, 0x300);
	exit_of(SVM_EXIT_CPUID, 4);
	entry(399, 0x400);
	tap_is_u64(kept(SVM_EXIT_CPUID)->kernel, 400, "the longest of four");
	tap_is_u64(kept(SVM_EXIT_CPUID)->kernel, state->slots[slot(SVM_EXIT_CPUID)].cell.max,
		   "is the maximum");
	tap_is_u64(kept(SVM_EXIT_CPUID)->rip, 0x200, "the first of its length, where it goes on");
	tap_is_u64(kept(SVM_EXIT_CPUID)->cpl, 3, "at its CPL");
	tap_is_u64((u32)kept(SVM_EXIT_CPUID)->key, 2, "with what is behind it");
	tap_is_u64(kept(SVM_EXIT_CPUID)->realtime, 1700000000000000450, "at the moment of its end");
	tap_is_u64(kept(SVM_EXIT_CPUID)->knows, KVM_VMEXIT_KNOWS_RIP | KVM_VMEXIT_KNOWS_CAUSE,
		   "all of which is known");

	exit_of(SVM_EXIT_HLT, 5);
	entry(60, 0x500);
	tap_is_u64(kept(SVM_EXIT_HLT)->kernel, 60, "another reason has its own");
	tap_is_u64(kept(SVM_EXIT_HLT)->knows, KVM_VMEXIT_KNOWS_RIP, "with nothing behind it");
	tap_is_u64(kept(SVM_EXIT_CPUID)->kernel, 400, "and the first stays");
}

static void test_not_known(void)
{
	new_vcpu(true);
	vcpu.arch.guest_state_protected = true;
	exit_of(SVM_EXIT_MSR, 0x10);
	entry(70, 0x100);
	tap_is_u64(kept(SVM_EXIT_MSR)->kernel, 70, "a protected guest's is kept");
	tap_is_u64(kept(SVM_EXIT_MSR)->rip, 0, "but not where it is");
	tap_is_u64(kept(SVM_EXIT_MSR)->knows, KVM_VMEXIT_KNOWS_CAUSE, "and says so");

	new_vcpu(true);
	exit_of(SVM_EXIT_CPUID, 1);
	tsc += 80;
	kvm_vmexit_settle(state);
	tap_is_u64(kept(SVM_EXIT_CPUID)->kernel, 80, "an exit that ends with its VM is kept");
	tap_is_u64(kept(SVM_EXIT_CPUID)->knows, KVM_VMEXIT_KNOWS_CAUSE,
		   "and nobody asks a vCPU that is not loaded where it is");

	new_vcpu(false);
	exit_of(SVM_EXIT_CPUID, 1);
	entry(90, 0x100);
	tap_is_u64(state->slots[slot(SVM_EXIT_CPUID)].cell.max, 90, "without a table: the maximum");

	new_vcpu(true);
	with_causes(false);
	exit_of(SVM_EXIT_CPUID, 1);
	entry(90, 0x100);
	with_causes(true);
	tap_is_u64(kept(SVM_EXIT_CPUID)->kernel, 0, "while causes are off: nothing");
}

/* What a reset does, and an exit that is open in it. */
static void test_reset(void)
{
	new_vcpu(true);
	exit_of(SVM_EXIT_CPUID, 1);
	entry(500, 0x100);
	exit_of(SVM_EXIT_CPUID, 2);
	tsc += 300;
	kvm_vmexit_charge(state);
	kvm_vmexit_causes_forget(state->causes, state->cause);
	kvm_vmexit_slowest_forget(state->stats->slowest);
	state->slots[slot(SVM_EXIT_CPUID)].cell.max = 0;
	tap_is_u64(kept(SVM_EXIT_CPUID)->kernel, 0, "a reset: none");
	entry(20, 0x200);
	tap_is_u64(kept(SVM_EXIT_CPUID)->kernel, 20, "one that was open has its part after it");
	tap_is_u64((u32)kept(SVM_EXIT_CPUID)->key, 2, "and what is behind it");
	tap_is_text(state->stats->slowest->vm, "12-3", "whose it is stays");
}

static void test_sums(void)
{
	struct kvm_vmexit_slowest_sum *copy = kvm_vmexit_slowest_sum_alloc();
	struct kvm_vmexit_slowest_sum *sum = kvm_vmexit_slowest_sum_alloc();
	const unsigned int nr = slot(SVM_EXIT_CPUID);
	struct kvm_vmexit_slowest_table *table = state->stats->slowest;

	kvm_vmexit_slowest_copy(copy, table, &state->seq);
	tap_is_u64(copy->row[nr].exit.kernel, 20, "a copy");
	tap_is_text(copy->row[nr].vm, "12-3", "says which VM");
	tap_is_u64(copy->row[nr].vcpu, 7, "and which vCPU");
	exit_of(SVM_EXIT_CPUID, 9);
	entry(25, 0x900);
	kvm_vmexit_slowest_copy(copy, table, NULL);
	tap_is_u64(copy->row[nr].exit.rip, 0x900, "a slower one takes its place");

	kvm_vmexit_slowest_merge(sum, copy, nr);
	tap_is_u64(sum->row[nr].exit.kernel, 25, "a sum of one");
	copy->row[nr].exit.kernel = 24;
	copy->row[nr].vcpu = 8;
	kvm_vmexit_slowest_merge(sum, copy, nr);
	tap_is_u64(sum->row[nr].vcpu, 7, "one that is less slow changes nothing");
	copy->row[nr].exit.kernel = 26;
	kvm_vmexit_slowest_merge(sum, copy, nr);
	tap_is_u64(sum->row[nr].vcpu, 8, "a slower one is the sum's");
	kvm_vmexit_slowest_add(sum, table, nr);
	tap_is_u64(sum->row[nr].exit.kernel, 26, "nor does a vCPU's that is less slow");
	sum->row[nr].exit.kernel = 1;
	kvm_vmexit_slowest_add(sum, table, nr);
	tap_is_u64(sum->row[nr].vcpu, 7, "but one that is slower");
	kvm_vmexit_slowest_merge(NULL, copy, nr);
	kvm_vmexit_slowest_merge(sum, NULL, nr);
	kvm_vmexit_slowest_add(sum, NULL, nr);
	kvm_vmexit_slowest_copy(NULL, table, NULL);
	tap_is_u64(sum->row[nr].exit.kernel, 25, "and what is not there has none");
	kvm_vmexit_slowest_free(copy);
	kvm_vmexit_slowest_free(sum);
}

int main(void)
{
	test_which();
	test_not_known();
	test_reset();
	test_sums();
	return tap_done();
}
