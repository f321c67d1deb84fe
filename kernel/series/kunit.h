/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: what their KUnit suites have in common.
 *
 * They run when kvm is loaded or the kernel boots, and fill the tables of exit
 * reasons, which are nobody's until a vendor module is there.  Where one is,
 * they are skipped.
 */
#ifndef __KVM_VMEXIT_KUNIT_H
#define __KVM_VMEXIT_KUNIT_H

#include <kunit/test.h>
#include <asm/svm.h>
#include <asm/vmx.h>

#include "reason.h"
#include "record.h"
#include "trace.h"

static inline int kvm_vmexit_kunit_init(struct kunit *test)
{
	if (kvm_vmexit_isa)
		kunit_skip(test, "there is a vendor module");
	test->priv = test;

	return 0;
}

static inline void kvm_vmexit_kunit_exit(struct kunit *test)
{
	if (test->priv)
		kvm_vmexit_isa = 0;
}

/* Which slot's offset the exit path gets for entry @code of the table. */
static inline unsigned int kvm_vmexit_kunit_offset(unsigned int code)
{
	return kvm_vmexit_codes[code].offset;
}

/* What a vendor module handles: two reasons, and a number that has no name. */
static inline bool kvm_vmexit_kunit_svm(u64 nr)
{
	return nr == SVM_EXIT_CPUID || nr == SVM_EXIT_HLT || nr == 0x3ff;
}

static inline bool kvm_vmexit_kunit_vmx(u64 nr)
{
	return nr == EXIT_REASON_CPUID || nr == EXIT_REASON_HLT || nr == 999;
}

#endif /* __KVM_VMEXIT_KUNIT_H */
