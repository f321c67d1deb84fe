// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: KUnit suite of exit reasons, their names and their slots
 */
#include "kunit.h"

#define OTHER	KVM_VMEXIT_OFFSET(KVM_VMEXIT_SLOT_OTHER)

struct wanted {
	u32 code;		/* the index in the table of codes */
	const char *nr, *name;
};

/* Slots are given in the order of the codes, and each is found by its code. */
static void expect_slots(struct kunit *test, const struct wanted *wanted,
			 unsigned int nr_wanted)
{
	unsigned int i, slot;

	KUNIT_EXPECT_EQ(test, kvm_vmexit_nr_slots,
			KVM_VMEXIT_SLOT_FIRST + nr_wanted);
	KUNIT_EXPECT_STREQ(test, kvm_vmexit_reasons[KVM_VMEXIT_SLOT_OTHER].name,
			   "OTHER");
	for (i = 0; i < nr_wanted; i++) {
		slot = KVM_VMEXIT_SLOT_FIRST + i;
		KUNIT_EXPECT_EQ(test, kvm_vmexit_kunit_offset(wanted[i].code),
				KVM_VMEXIT_OFFSET(slot));
		KUNIT_EXPECT_STREQ(test, kvm_vmexit_reasons[slot].nr,
				   wanted[i].nr);
		KUNIT_EXPECT_STREQ(test, kvm_vmexit_reasons[slot].name,
				   wanted[i].name);
	}
}

static void expect_other(struct kunit *test, u32 nr)
{
	KUNIT_EXPECT_EQ(test, kvm_vmexit_kunit_offset(kvm_vmexit_code(nr)),
			OTHER);
}

static unsigned int nr_others(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < ARRAY_SIZE(kvm_vmexit_codes); i++)
		n += kvm_vmexit_kunit_offset(i) == OTHER;

	return n;
}

static void svm_reasons(struct kunit *test)
{
	static const struct wanted wanted[] = {
		{ SVM_EXIT_CPUID, "0x72", "cpuid" },
		{ SVM_EXIT_HLT, "0x78", "hlt" },
		{ 0x3ff, "0x3ff", "0x3ff" },
		{ KVM_VMEXIT_NR_CODES, "0xffffffff", "invalid_guest_state" },
	};

	kvm_vmexit_reasons_init(KVM_ISA_SVM, kvm_vmexit_kunit_svm);
	expect_slots(test, wanted, ARRAY_SIZE(wanted));
}

static void vmx_reasons(struct kunit *test)
{
	static const struct wanted wanted[] = {
		{ EXIT_REASON_CPUID, "10", "CPUID" },
		{ EXIT_REASON_HLT, "12", "HLT" },
		{ EXIT_REASON_INVALID_STATE, "33", "INVALID_STATE" },
		{ EXIT_REASON_MSR_LOAD_FAIL, "34", "MSR_LOAD_FAIL" },
		{ 999, "999", "0x3e7" },
	};

	kvm_vmexit_reasons_init(KVM_ISA_VMX, kvm_vmexit_kunit_vmx);
	expect_slots(test, wanted, ARRAY_SIZE(wanted));
}

/* All that nobody handles shares a slot, whatever number it has. */
static void unhandled_reasons(struct kunit *test)
{
	kvm_vmexit_reasons_init(KVM_ISA_SVM, kvm_vmexit_kunit_svm);
	KUNIT_EXPECT_EQ(test, nr_others(), KVM_VMEXIT_NR_CODES + 2 - 4);
	expect_other(test, SVM_EXIT_INVD);
	expect_other(test, U32_MAX - 1);

	kvm_vmexit_reasons_init(KVM_ISA_VMX, kvm_vmexit_kunit_vmx);
	KUNIT_EXPECT_EQ(test, nr_others(), KVM_VMEXIT_NR_CODES + 2 - 5);
	expect_other(test, (u32)SVM_EXIT_ERR);
}

static struct kunit_case reason_cases[] = {
	KUNIT_CASE(svm_reasons),
	KUNIT_CASE(vmx_reasons),
	KUNIT_CASE(unhandled_reasons),
	{}
};

static struct kunit_suite reason_suite = {
	.name = "kvm_exit_stats_reasons",
	.init = kvm_vmexit_kunit_init,
	.exit = kvm_vmexit_kunit_exit,
	.test_cases = reason_cases,
};

/* Not to be run once more: there are VMs then. */
kunit_test_init_section_suites(&reason_suite);
