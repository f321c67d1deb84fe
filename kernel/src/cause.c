// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: what is behind an exit: its keys, and a vCPU's table of them
 */
#include <linux/kvm_host.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <asm/svm.h>
#include <asm/vmx.h>

#include "cause.h"
#include "compat.h"
#include "trace.h"

/*
 * Beside the first place so many are looked at.  What a guest makes that wants all
 * of them takes no longer than this.
 */
#define NEIGHBOURS	16

/* Written by nobody: no key is found, and none finds a place. */
const struct kvm_vmexit_causes kvm_vmexit_no_causes = {
	.cause = {
		[0 ... KVM_VMEXIT_NR_CAUSES - 1] = {
			.number = U32_MAX, .tag = U32_MAX, .exits = 1,
		},
	},
};

/* Nothing counted.  May sleep.  NULL without memory. */
noinline struct kvm_vmexit_causes *kvm_vmexit_causes_alloc(void)
{
	return kvzalloc(sizeof(struct kvm_vmexit_causes), GFP_KERNEL_ACCOUNT);
}

/* NULL is ignored. */
void kvm_vmexit_causes_free(struct kvm_vmexit_causes *causes)
{
	kvfree(causes);
}

static bool is_free(const struct kvm_vmexit_cause *cause)
{
	return !cause->exits && !cause->kernel;
}

/* Neither is the code of another exit of the other vendor that has a key. */
static bool is_cpuid(u32 tag)
{
	return tag == EXIT_REASON_CPUID || tag == SVM_EXIT_CPUID;
}

/* 0x40000200, 0x40000300, ... */
static bool is_scan(u32 leaf)
{
	return (leaf & 0xf00000ff) == 0x40000000 && leaf > 0x40000100;
}

/**
 * kvm_vmexit_find_cause() - the place of a key that is not where it belongs
 * @causes: the vCPU's
 * @number: what is behind the exit
 * @tag: and of what kind it is
 *
 * The vCPU's thread, between an exit and its end; takes a place if there is one.
 * Return: 1 + the place, or 0: then the exit is one of those that have none.
 */
unsigned int kvm_vmexit_find_cause(struct kvm_vmexit_causes *causes, u32 number,
				   u32 tag)
{
	struct kvm_vmexit_cause *cause;
	unsigned int i, place, home;

	if (is_cpuid(tag) && is_scan(number))
		number = KVM_VMEXIT_LEAF_SCAN;
	home = kvm_vmexit_cause_home(number);
	for (i = 0; i <= NEIGHBOURS; i++) {
		place = (home + i) % KVM_VMEXIT_NR_CAUSES;
		cause = &causes->cause[place];
		if (is_free(cause)) {
			cause->number = number;
			cause->tag = tag;
			return 1 + place;
		}
		if (cause->number == number && cause->tag == tag)
			return 1 + place;
	}

	return 0;
}
EXPORT_SYMBOL_FOR_KVM_INTERNAL(kvm_vmexit_find_cause);

/**
 * kvm_vmexit_causes_forget() - let a table begin at zero
 * @causes: a vCPU's, or NULL
 * @open: 1 + the place of the exit that is open, which keeps it, or 0
 *
 * The caller has stopped all other CPUs.
 */
void kvm_vmexit_causes_forget(struct kvm_vmexit_causes *causes,
			      unsigned int open)
{
	struct kvm_vmexit_cause kept;

	if (!causes)
		return;

	if (open)
		kept = causes->cause[open - 1];
	memset(causes, 0, sizeof(*causes));
	if (open) {
		causes->cause[open - 1].number = kept.number;
		causes->cause[open - 1].tag = kept.tag;
	}
}

struct key_of {
	u32 nr;
	enum kvm_vmexit_key key;
	u8 reg;
	u32 mask;
};

#define IN_REGISTER(nr, reg)	{ nr, KVM_VMEXIT_KEY_REGISTER, reg, 0 }
#define IN_INFO(nr, mask)	{ nr, KVM_VMEXIT_KEY_INFO, 0, mask }

static const struct key_of vmx_keys[] = {
	IN_REGISTER(EXIT_REASON_CPUID, VCPU_REGS_RAX),
	IN_REGISTER(EXIT_REASON_VMCALL, VCPU_REGS_RAX),
	IN_REGISTER(EXIT_REASON_MSR_READ, VCPU_REGS_RCX),
	IN_REGISTER(EXIT_REASON_MSR_WRITE, VCPU_REGS_RCX),
	IN_INFO(EXIT_REASON_IO_INSTRUCTION, KVM_VMEXIT_VMX_IO_BITS),
	IN_INFO(EXIT_REASON_CR_ACCESS, KVM_VMEXIT_VMX_CR_BITS),
	IN_INFO(EXIT_REASON_DR_ACCESS, KVM_VMEXIT_VMX_DR_BITS),
};

/* Each control and debug register is a reason of its own. */
static const struct key_of svm_keys[] = {
	IN_REGISTER(SVM_EXIT_CPUID, VCPU_REGS_RAX),
	IN_REGISTER(SVM_EXIT_VMMCALL, VCPU_REGS_RAX),
	{ SVM_EXIT_MSR, KVM_VMEXIT_KEY_MSR, VCPU_REGS_RCX,
	  KVM_VMEXIT_SVM_MSR_BITS },
	IN_INFO(SVM_EXIT_IOIO, KVM_VMEXIT_SVM_IO_BITS),
};

/**
 * kvm_vmexit_set_key() - say where the number behind an exit is
 * @code: what the exit path knows of it, of no key
 * @isa: KVM_ISA_VMX or KVM_ISA_SVM
 * @nr: the exit code
 */
void kvm_vmexit_set_key(struct kvm_vmexit_code *code, unsigned int isa, u32 nr)
{
	const struct key_of *keys = svm_keys;
	size_t i, n = ARRAY_SIZE(svm_keys);

	if (isa == KVM_ISA_VMX) {
		keys = vmx_keys;
		n = ARRAY_SIZE(vmx_keys);
	}

	for (i = 0; i < n; i++) {
		if (keys[i].nr != nr)
			continue;
		code->key = keys[i].key;
		code->reg = keys[i].reg;
		code->mask = keys[i].mask;
	}
}

/* The exit code of a key. */
u32 kvm_vmexit_cause_nr(unsigned int isa, u32 tag)
{
	return isa == KVM_ISA_SVM && tag <= 1 ? SVM_EXIT_MSR : tag;
}
