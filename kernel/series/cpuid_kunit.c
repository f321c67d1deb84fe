// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: KUnit suite of the guest's view, CPUID leaves 0x4FFFFFFx
 */
#include <linux/kvm_host.h>

#include "exit_stats.h"
#include "kunit.h"
#include "kvm_cache_regs.h"
#include "leaves.h"

#define NR_VCPUS	3

/* Beyond 32 bits, of each vCPU; what KVM took for each exit; which of no guest. */
#define CPUID_EXITS	0xffffffffULL
#define HLT_EXITS	0x500000000ULL
#define CYCLES		10
#define HIDDEN		BIT_ULL(62)

struct guest {
	struct kvm_vmexit_vm vm;
	struct kvm_vmexit_vcpu vcpus[NR_VCPUS];
	struct kvm_vcpu *vcpu;
};

static void count(struct kvm_vmexit_slot *slots, unsigned int slot, u64 exits)
{
	slots[slot].cell.exits = exits;
	slots[slot].cell.kernel = CYCLES * exits;
}

/* A VM, none of KVM's, that is shown its own exits. */
static struct guest *new_guest(struct kunit *test)
{
	struct kvm_vmexit_slot *slots;
	struct guest *guest;
	struct kvm *kvm;
	int i;

	guest = kunit_kzalloc(test, sizeof(*guest), GFP_KERNEL);
	kvm = kunit_kzalloc(test, sizeof(*kvm), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, guest);
	KUNIT_ASSERT_NOT_NULL(test, kvm);
	guest->vcpu = kunit_kzalloc(test, sizeof(*guest->vcpu), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, guest->vcpu);
	guest->vcpu->kvm = kvm;
	kvm->arch.vmexit = &guest->vm;
	guest->vm.leaves = KVM_VMEXIT_LEAVES_VM;
	guest->vm.instance = 4711;
	INIT_LIST_HEAD(&guest->vm.vcpus);

	kvm_vmexit_reasons_init(KVM_ISA_SVM, kvm_vmexit_kunit_svm);
	for (i = 0; i < NR_VCPUS; i++) {
		slots = kunit_kcalloc(test, kvm_vmexit_nr_slots + 1,
				      sizeof(*slots), GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, slots);
		count(slots, KVM_VMEXIT_SLOT_NONE, HIDDEN);
		count(slots, KVM_VMEXIT_SLOT_OTHER, 7);
		count(slots, kvm_vmexit_reason_slot(SVM_EXIT_CPUID),
		      CPUID_EXITS);
		count(slots, kvm_vmexit_reason_slot(SVM_EXIT_HLT), HLT_EXITS);
		count(slots, kvm_vmexit_nr_slots, HIDDEN);
		guest->vcpus[i].slots = slots;
		list_add_tail(&guest->vcpus[i].node, &guest->vm.vcpus);
	}

	return guest;
}

/* The leaf's four registers, or none of them changed and @answered false. */
static void expect_regs(struct kunit *test, struct guest *guest, u32 leaf,
			u32 nr, bool answered, u32 a, u32 b, u32 c, u32 d)
{
	u32 eax = leaf, ebx = 0x1111, ecx = nr, edx = 0x2222;

	KUNIT_EXPECT_EQ(test, kvm_vmexit_cpuid(guest->vcpu, &eax, &ebx, &ecx,
					       &edx), answered);
	KUNIT_EXPECT_EQ(test, eax, a);
	KUNIT_EXPECT_EQ(test, ebx, b);
	KUNIT_EXPECT_EQ(test, ecx, c);
	KUNIT_EXPECT_EQ(test, edx, d);
}

static void expect_answer(struct kunit *test, struct guest *guest, u32 leaf,
			  u32 nr, u32 a, u32 b, u32 c, u32 d)
{
	expect_regs(test, guest, leaf, nr, true, a, b, c, d);
}

static void expect_silence(struct kunit *test, struct guest *guest, u32 leaf)
{
	expect_regs(test, guest, leaf, 7, false, leaf, 0x1111, 7, 0x2222);
}

/* By the numbering that is the default. */
static void totals(struct kunit *test)
{
	const u64 exits = NR_VCPUS * (CPUID_EXITS + HLT_EXITS + 7);
	struct guest *guest = new_guest(test);
	const u64 cycles = CYCLES * exits;

	expect_answer(test, guest, 0x4fffffff, 0, lower_32_bits(exits),
		      upper_32_bits(exits), 0, 0);
	expect_answer(test, guest, 0x4ffffffe, 0, 0, upper_32_bits(cycles),
		      lower_32_bits(cycles), 0);
}

static void by_reason(struct kunit *test)
{
	const u64 exits = NR_VCPUS * CPUID_EXITS, cycles = CYCLES * exits;
	struct guest *guest = new_guest(test);

	expect_answer(test, guest, 0x4ffffffd, SVM_EXIT_CPUID,
		      lower_32_bits(exits), upper_32_bits(exits), 0, 0);
	expect_answer(test, guest, 0x4ffffffc, SVM_EXIT_CPUID, 0,
		      upper_32_bits(cycles), lower_32_bits(cycles), 0);
	expect_answer(test, guest, 0x4ffffffd, 0x3ff, 0, 0, 0, U32_MAX);
	expect_answer(test, guest, 0x4ffffffd, SVM_EXIT_INVD, 0, 0, 0, 0);
	expect_answer(test, guest, 0x4ffffffd, U32_MAX - 2, 0, 0, 0, U32_MAX);
}

static void what_the_leaves_are(struct kunit *test)
{
	struct guest *guest = new_guest(test);

	expect_answer(test, guest, 0x4ffffffa, 0, tsc_khz, 0, 0, 4711);
	expect_answer(test, guest, 0x4ffffffb, 0, KVM_ISA_SVM << 16 | 1,
		      0x454d564b, 0x53746978, 0x73746174);
}

static void silence(struct kunit *test)
{
	struct guest *guest = new_guest(test);

	expect_silence(test, guest, 0x4ffffff9);
	expect_silence(test, guest, 0x50000000);
	guest->vm.leaves = KVM_VMEXIT_LEAVES_OFF;
	expect_silence(test, guest, 0x4fffffff);
	guest->vm.leaves = KVM_VMEXIT_LEAVES_VM;
	enter_guest_mode(guest->vcpu);
	expect_silence(test, guest, 0x4fffffff);
}

static struct kunit_case leaf_cases[] = {
	KUNIT_CASE(totals),
	KUNIT_CASE(by_reason),
	KUNIT_CASE(what_the_leaves_are),
	KUNIT_CASE(silence),
	{}
};

static struct kunit_suite leaf_suite = {
	.name = "kvm_exit_stats_leaves",
	.init = kvm_vmexit_kunit_init,
	.exit = kvm_vmexit_kunit_exit,
	.test_cases = leaf_cases,
};

/* Not to be run once more: there are VMs then. */
kunit_test_init_section_suites(&leaf_suite);
