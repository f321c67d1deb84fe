// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: KUnit suite of what is behind exits: keys and their table
 */
#include "cause.h"
#include "kunit.h"

static bool svm_handled(u64 nr)
{
	return kvm_vmexit_kunit_svm(nr) || nr == SVM_EXIT_MSR ||
	       nr == SVM_EXIT_IOIO || nr == SVM_EXIT_VMMCALL;
}

static bool vmx_handled(u64 nr)
{
	return kvm_vmexit_kunit_vmx(nr) || nr == EXIT_REASON_MSR_WRITE ||
	       nr == EXIT_REASON_IO_INSTRUCTION ||
	       nr == EXIT_REASON_CR_ACCESS ||
	       nr == EXIT_REASON_EXTERNAL_INTERRUPT;
}

/* A key is kept as a word, and shown as what it is. */
static void expect_text(struct kunit *test, u32 nr, int source, u32 number,
			const char *wanted)
{
	const struct kvm_vmexit_code *code = &kvm_vmexit_codes[nr];
	char text[64];

	KUNIT_EXPECT_EQ(test, code->source, source);
	KUNIT_EXPECT_EQ(test, KVM_VMEXIT_OFFSET(kvm_vmexit_cause_slot(code->word)),
			code->offset);
	kvm_vmexit_cause_text(text, sizeof(text),
			      kvm_vmexit_cause_key(code->word ^ number));
	KUNIT_EXPECT_STREQ(test, text, wanted);
}

static void svm_keys(struct kunit *test)
{
	kvm_vmexit_reasons_init(KVM_ISA_SVM, svm_handled);
	expect_text(test, SVM_EXIT_CPUID, KVM_VMEXIT_FROM_REGISTER, 0x80000008,
		    "cpuid:0x80000008");
	expect_text(test, SVM_EXIT_MSR, KVM_VMEXIT_FROM_MSR, 0x6e0,
		    "rdmsr:0x6e0");
	expect_text(test, SVM_EXIT_IOIO, KVM_VMEXIT_FROM_INFO, 0x00700011,
		    "in:0x70/1");
	expect_text(test, SVM_EXIT_VMMCALL, KVM_VMEXIT_FROM_HYPERCALL, 5,
		    "hypercall:0x5");
}

static void vmx_keys(struct kunit *test)
{
	kvm_vmexit_reasons_init(KVM_ISA_VMX, vmx_handled);
	expect_text(test, EXIT_REASON_MSR_WRITE,
		    KVM_VMEXIT_FROM_REGISTER + VCPU_REGS_RCX, 0x6e0,
		    "wrmsr:0x6e0");
	expect_text(test, EXIT_REASON_IO_INSTRUCTION, KVM_VMEXIT_FROM_INFO,
		    0x0cf80003, "out:0xcf8/4");
	expect_text(test, EXIT_REASON_CR_ACCESS, KVM_VMEXIT_FROM_INFO, 0x004,
		    "write:cr4");
	expect_text(test, EXIT_REASON_EXTERNAL_INTERRUPT, KVM_VMEXIT_FROM_INTR,
		    0xec, "intr:0xec");
}

static void reason_without_key(struct kunit *test)
{
	const struct kvm_vmexit_code *code = &kvm_vmexit_codes[SVM_EXIT_HLT];

	kvm_vmexit_reasons_init(KVM_ISA_SVM, svm_handled);
	KUNIT_EXPECT_EQ(test, code->source, KVM_VMEXIT_FROM_NOWHERE);
	KUNIT_EXPECT_FALSE(test, kvm_vmexit_reasons[code->offset / KVM_VMEXIT_OFFSET(1)].keyed);
}

/* A table that a case's end frees. */
static struct kvm_vmexit_causes *new_table(struct kunit *test)
{
	struct kvm_vmexit_causes *causes;

	causes = kunit_kzalloc(test, sizeof(*causes), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, causes);
	kvm_vmexit_reasons_init(KVM_ISA_SVM, svm_handled);

	return causes;
}

/* Counts an exit of @leaf.  Returns its place, or KVM_VMEXIT_PLACE_NONE. */
static u16 count_leaf(struct kvm_vmexit_causes *causes, u32 leaf)
{
	const u64 word = kvm_vmexit_codes[SVM_EXIT_CPUID].word ^ leaf;
	u16 place = kvm_vmexit_find_cause(causes, word);

	if (kvm_vmexit_is_place(place))
		kvm_vmexit_cause_at(causes, place)->exits++;

	return place;
}

static void table_keeps_places(struct kunit *test)
{
	struct kvm_vmexit_causes *causes = new_table(test);
	u16 first = count_leaf(causes, 1), second = count_leaf(causes, 2);

	KUNIT_ASSERT_TRUE(test, kvm_vmexit_is_place(first));
	KUNIT_ASSERT_TRUE(test, kvm_vmexit_is_place(second));
	KUNIT_EXPECT_NE(test, first, second);
	KUNIT_EXPECT_EQ(test, count_leaf(causes, 1), first);
	KUNIT_EXPECT_EQ(test, kvm_vmexit_cause_at(causes, first)->exits, 2);
	KUNIT_EXPECT_EQ(test, kvm_vmexit_cause_at(causes, second)->exits, 1);
}

/* More keys than places: each that has one keeps it, and no exit is lost. */
static void table_gets_full(struct kunit *test)
{
	struct kvm_vmexit_causes *causes = new_table(test);
	const u32 nr_keys = 4 * KVM_VMEXIT_NR_CAUSES;
	unsigned int i, taken = 0, without = 0;
	u64 exits = 0;

	for (i = 0; i < nr_keys; i++)
		without += count_leaf(causes, i) == KVM_VMEXIT_PLACE_NONE;
	for (i = 0; i < KVM_VMEXIT_NR_CAUSES; i++) {
		taken += !!causes->cause[i].exits;
		exits += causes->cause[i].exits;
	}
	KUNIT_EXPECT_EQ(test, exits, taken);
	KUNIT_EXPECT_EQ(test, taken + without, nr_keys);
	KUNIT_EXPECT_LE(test, taken, KVM_VMEXIT_NR_CAUSES);
	KUNIT_EXPECT_GT(test, taken, KVM_VMEXIT_NR_CAUSES / 2);
}

/* 0x40000200 and so on, where guests look for hypervisors, are one key. */
static void scan_is_one_key(struct kunit *test)
{
	struct kvm_vmexit_causes *causes = new_table(test);
	u16 scan = count_leaf(causes, 0x40000200);

	KUNIT_ASSERT_TRUE(test, kvm_vmexit_is_place(scan));
	KUNIT_EXPECT_EQ(test, count_leaf(causes, 0x40010000), scan);
	KUNIT_EXPECT_EQ(test, kvm_vmexit_cause_at(causes, scan)->exits, 2);
	KUNIT_EXPECT_NE(test, count_leaf(causes, 0x40000000), scan);
	KUNIT_EXPECT_NE(test, count_leaf(causes, 0x40000100), scan);
}

static void forgetting_keeps_open_key(struct kunit *test)
{
	struct kvm_vmexit_causes *causes = new_table(test);
	u16 open = count_leaf(causes, 1), other = count_leaf(causes, 2);
	u64 word;

	KUNIT_ASSERT_TRUE(test, kvm_vmexit_is_place(open));
	KUNIT_ASSERT_TRUE(test, kvm_vmexit_is_place(other));
	word = kvm_vmexit_cause_at(causes, open)->word;
	kvm_vmexit_causes_forget(causes, open);
	KUNIT_EXPECT_EQ(test, kvm_vmexit_cause_at(causes, open)->word, word);
	KUNIT_EXPECT_EQ(test, kvm_vmexit_cause_at(causes, open)->exits, 0);
	KUNIT_EXPECT_EQ(test, kvm_vmexit_cause_at(causes, other)->word, 0);
}

static struct kunit_case cause_cases[] = {
	KUNIT_CASE(svm_keys),
	KUNIT_CASE(vmx_keys),
	KUNIT_CASE(reason_without_key),
	KUNIT_CASE(table_keeps_places),
	KUNIT_CASE(table_gets_full),
	KUNIT_CASE(scan_is_one_key),
	KUNIT_CASE(forgetting_keeps_open_key),
	{}
};

static struct kunit_suite cause_suite = {
	.name = "kvm_exit_stats_causes",
	.init = kvm_vmexit_kunit_init,
	.exit = kvm_vmexit_kunit_exit,
	.test_cases = cause_cases,
};

/* Not to be run once more: there are VMs then. */
kunit_test_init_section_suites(&cause_suite);
