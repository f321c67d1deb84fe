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
#include "hyperv.h"
#include "trace.h"

/*
 * Beside the first place so many are looked at, each farther from the one before: a
 * run of places that are taken lengthens nobody's way.  What a guest makes that wants
 * all of them takes no longer than this.
 */
#define OTHER_PLACES	16

/* Written by nobody: no key is found, and none finds a place. */
const struct kvm_vmexit_causes kvm_vmexit_no_causes = {
	.cause = {
		[0 ... KVM_VMEXIT_NR_CAUSES - 1] = {
			.key = U64_MAX, .exits = 1,
		},
	},
};

/* Nothing counted.  May sleep.  NULL without memory. */
noinline struct kvm_vmexit_causes *kvm_vmexit_causes_alloc(gfp_t gfp)
{
	return kvzalloc(sizeof(struct kvm_vmexit_causes), gfp);
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

static bool is_kind(u64 key, enum kvm_vmexit_cause_kind kind)
{
	const u64 kinds = BIT_ULL(KVM_VMEXIT_CAUSE_HIGH_SHIFT) -
			  BIT_ULL(KVM_VMEXIT_CAUSE_KIND_SHIFT);

	return (key & kinds) == KVM_VMEXIT_CAUSE_KIND(kind);
}

/* 0x40000200, 0x40000300, ... */
static bool is_scan(u32 leaf)
{
	return (leaf & 0xf00000ff) == 0x40000000 && leaf > 0x40000100;
}

/**
 * kvm_vmexit_find_cause() - the place of a key that is not where it belongs
 * @causes: the vCPU's
 * @key: what is behind the exit
 *
 * The vCPU's thread, between an exit and its end; takes a place if there is one.
 * Return: the place, or KVM_VMEXIT_PLACE_NONE: then the exit is one of those that
 * have none.
 */
int kvm_vmexit_find_cause(struct kvm_vmexit_causes *causes, u64 key)
{
	struct kvm_vmexit_cause *cause;
	unsigned int i, place, home;

	if (is_kind(key, KVM_VMEXIT_CAUSE_CPUID) && is_scan(key))
		key = (key & ~(u64)U32_MAX) | KVM_VMEXIT_LEAF_SCAN;
	home = kvm_vmexit_cause_home(key) / sizeof(*cause);
	for (i = 0; i <= OTHER_PLACES; i++) {
		place = (home + i * (i + 1) / 2) % KVM_VMEXIT_NR_CAUSES;
		cause = &causes->cause[place];
		if (is_free(cause))
			cause->key = key;
		if (cause->key == key)
			return place * sizeof(*cause);
	}

	return KVM_VMEXIT_PLACE_NONE;
}
EXPORT_SYMBOL_FOR_KVM_INTERNAL(kvm_vmexit_find_cause);

/**
 * kvm_vmexit_causes_forget() - let a table begin at zero
 * @causes: a vCPU's, or NULL
 * @open: the place of the exit that is open, which keeps it, or negative
 *
 * The caller has stopped all other CPUs.
 */
void kvm_vmexit_causes_forget(struct kvm_vmexit_causes *causes, int open)
{
	u64 key = 0;

	if (!causes)
		return;

	if (open >= 0)
		key = kvm_vmexit_cause_at(causes, open)->key;
	memset(causes, 0, sizeof(*causes));
	if (open >= 0)
		kvm_vmexit_cause_at(causes, open)->key = key;
}

/*
 * To a hypercall of Hyper-V's the number is in another register; not if a 32-bit
 * guest makes it.
 */
static u64 hypercall_key(struct kvm_vcpu *vcpu, u64 key)
{
	if (!kvm_hv_hypercall_enabled(vcpu))
		return key | (u32)vcpu->arch.regs[VCPU_REGS_RAX];

	return (key & ~KVM_VMEXIT_CAUSE_KIND(KVM_VMEXIT_CAUSE_HYPERCALL)) |
	       KVM_VMEXIT_CAUSE_KIND(KVM_VMEXIT_CAUSE_HYPERV) |
	       (u16)vcpu->arch.regs[vcpu->arch.efer & EFER_LMA ?
				    VCPU_REGS_RCX : VCPU_REGS_RAX];
}

/**
 * kvm_vmexit_other_key() - what is behind an exit that not many make
 * @vcpu: the vCPU, right after the exit
 * @key: what is known of its reason
 * @info: what the processor says of it, if @key needs it: EXITINFO1 with AVIC, else
 *	  what it says besides: interruption information, EXITINFO2
 *
 * Return: a key, or 0: it is not known yet.
 */
u64 kvm_vmexit_other_key(struct kvm_vcpu *vcpu, const struct kvm_vmexit_key *key,
			 u64 info)
{
	switch (key->source) {
	case KVM_VMEXIT_FROM_HYPERCALL:
		return hypercall_key(vcpu, key->key);
	case KVM_VMEXIT_FROM_AVIC:
		return key->key | (info & KVM_VMEXIT_APIC_REGISTER) |
		       (info >> 32 & 1 ? KVM_VMEXIT_APIC_WRITE : 0);
	case KVM_VMEXIT_FROM_INTR:
		return key->key | (info & key->mask);
	case KVM_VMEXIT_FROM_IPI:
		return key->key | info >> 32;
	default:
		return 0;
	}
}
EXPORT_SYMBOL_FOR_KVM_INTERNAL(kvm_vmexit_other_key);

struct key_of {
	u32 nr;
	enum kvm_vmexit_source source;
	enum kvm_vmexit_cause_kind kind;
	int reg;
	u32 mask;
};

#define IN_REGISTER(nr, kind, reg)	\
	{ nr, KVM_VMEXIT_FROM_REGISTER, KVM_VMEXIT_CAUSE_ ## kind, reg, 0 }
#define IN_INFO(nr, kind, mask)		\
	{ nr, KVM_VMEXIT_FROM_INFO, KVM_VMEXIT_CAUSE_ ## kind, 0, mask }
#define IN_INTR(nr, kind)		\
	{ nr, KVM_VMEXIT_FROM_INTR, KVM_VMEXIT_CAUSE_ ## kind, 0, \
	  KVM_VMEXIT_VECTOR_BITS }
#define OTHER(nr, kind, source)		\
	{ nr, KVM_VMEXIT_FROM_ ## source, KVM_VMEXIT_CAUSE_ ## kind, 0, 0 }

static const struct key_of vmx_keys[] = {
	IN_REGISTER(EXIT_REASON_CPUID, CPUID, VCPU_REGS_RAX),
	IN_REGISTER(EXIT_REASON_MSR_READ, RDMSR, VCPU_REGS_RCX),
	IN_REGISTER(EXIT_REASON_MSR_WRITE, WRMSR, VCPU_REGS_RCX),
	IN_INFO(EXIT_REASON_IO_INSTRUCTION, VMX_IO, KVM_VMEXIT_VMX_IO_BITS),
	IN_INFO(EXIT_REASON_CR_ACCESS, CR, KVM_VMEXIT_VMX_CR_BITS),
	IN_INFO(EXIT_REASON_DR_ACCESS, DR, KVM_VMEXIT_VMX_DR_BITS),
	IN_INFO(EXIT_REASON_APIC_ACCESS, APIC, KVM_VMEXIT_VMX_APIC_BITS),
	IN_INFO(EXIT_REASON_EOI_INDUCED, EOI, KVM_VMEXIT_VECTOR_BITS),
	IN_INFO(EXIT_REASON_APIC_WRITE, APIC_WRITE, KVM_VMEXIT_APIC_REGISTER),
	IN_INTR(EXIT_REASON_EXCEPTION_NMI, EXCEPTION),
	IN_INTR(EXIT_REASON_EXTERNAL_INTERRUPT, INTERRUPT),
	OTHER(EXIT_REASON_VMCALL, HYPERCALL, HYPERCALL),
	OTHER(EXIT_REASON_EPT_VIOLATION, OPEN, LATE),
	OTHER(EXIT_REASON_EPT_MISCONFIG, OPEN, LATE),
	OTHER(EXIT_REASON_TDCALL, TDVMCALL, TD),
};

/*
 * Each control and debug register is a reason of its own, and each exception.  Which
 * interrupt it was SVM does not say.
 */
static const struct key_of svm_keys[] = {
	IN_REGISTER(SVM_EXIT_CPUID, CPUID, VCPU_REGS_RAX),
	IN_INFO(SVM_EXIT_IOIO, SVM_IO, KVM_VMEXIT_SVM_IO_BITS),
	{ SVM_EXIT_MSR, KVM_VMEXIT_FROM_MSR, KVM_VMEXIT_CAUSE_RDMSR, 0,
	  KVM_VMEXIT_SVM_MSR_BITS },
	OTHER(SVM_EXIT_VMMCALL, HYPERCALL, HYPERCALL),
	OTHER(SVM_EXIT_NPF, OPEN, LATE),
	OTHER(SVM_EXIT_AVIC_UNACCELERATED_ACCESS, APIC, AVIC),
	OTHER(SVM_EXIT_AVIC_INCOMPLETE_IPI, IPI, IPI),
	OTHER(SVM_EXIT_VMGEXIT, OPEN, LATE),
};

/**
 * kvm_vmexit_set_key() - say where the number behind an exit is
 * @key: where to
 * @isa: KVM_ISA_VMX or KVM_ISA_SVM
 * @nr: the exit code
 * @slot: its slot
 */
void kvm_vmexit_set_key(struct kvm_vmexit_key *key, unsigned int isa, u32 nr,
			unsigned int slot)
{
	const struct key_of *keys = svm_keys;
	size_t i, n = ARRAY_SIZE(svm_keys);

	if (isa == KVM_ISA_VMX) {
		keys = vmx_keys;
		n = ARRAY_SIZE(vmx_keys);
	}

	*key = (struct kvm_vmexit_key) { .reg = KVM_VMEXIT_PLACE_NONE };
	for (i = 0; i < n; i++) {
		if (keys[i].nr != nr)
			continue;
		key->key = (u64)slot << KVM_VMEXIT_CAUSE_SLOT_SHIFT |
			   KVM_VMEXIT_CAUSE_KIND(keys[i].kind);
		key->source = keys[i].source;
		key->mask = keys[i].mask;
		key->reg = 0;
		if (key->source == KVM_VMEXIT_FROM_REGISTER)
			key->reg = offsetof(struct kvm_vcpu, arch.regs) +
				   keys[i].reg * sizeof(unsigned long);
	}
}
