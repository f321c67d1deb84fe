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

/* No key is found, and none finds a place; what is nobody's is written by anybody. */
struct kvm_vmexit_causes kvm_vmexit_no_causes = {
	.cause = {
		[0 ... KVM_VMEXIT_NR_CAUSES - 1] = {
			.word = U64_MAX, .exits = 1,
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

/* Of a key as it is in the word that a table has, too. */
#define SLOT_AND_KIND	GENMASK_ULL(KVM_VMEXIT_CAUSE_HIGH_SHIFT - 1, \
				    KVM_VMEXIT_CAUSE_SLOT_SHIFT)

struct kvm_vmexit_code kvm_vmexit_slot_codes[KVM_VMEXIT_CAUSE_SLOTS];

/*
 * kvm_vmexit_cause_key() - a key, of what a vCPU's table has of it, or the reverse
 * @word: that
 */
u64 kvm_vmexit_cause_key(u64 word)
{
	const unsigned int slot = kvm_vmexit_cause_slot(word);

	return word ^ (kvm_vmexit_slot_codes[slot].word & ~SLOT_AND_KIND);
}

/* 0x40000200, 0x40000300, ... */
static bool is_scan(u32 leaf)
{
	return (leaf & 0xf00000ff) == 0x40000000 && leaf > 0x40000100;
}

/* Leaves that are one key are one word. */
static u64 without_scan(u64 word)
{
	u32 leaf;

	if (kvm_vmexit_cause_kind(word) != KVM_VMEXIT_CAUSE_CPUID)
		return word;

	leaf = kvm_vmexit_cause_key(word);

	return is_scan(leaf) ? word ^ leaf ^ KVM_VMEXIT_LEAF_SCAN : word;
}

/*
 * kvm_vmexit_find_cause() - the place of a key that is not where it belongs
 * @causes: the vCPU's
 * @word: what they have of the key behind the exit
 *
 * The vCPU's thread, between an exit and its end; takes a place if there is one.
 * Return: the place, or KVM_VMEXIT_PLACE_NONE: then the exit is one of those that
 * have none.
 */
u16 kvm_vmexit_find_cause(struct kvm_vmexit_causes *causes, u64 word)
{
	struct kvm_vmexit_cause *cause;
	unsigned int i, place, home;

	word = without_scan(word);
	home = kvm_vmexit_cause_home(word) / sizeof(*cause);
	for (i = 0; i <= OTHER_PLACES; i++) {
		place = (home + i * (i + 1) / 2) % KVM_VMEXIT_NR_CAUSES;
		cause = &causes->cause[place];
		if (is_free(cause))
			cause->word = word;
		if (cause->word == word)
			return place * sizeof(*cause);
	}

	return KVM_VMEXIT_PLACE_NONE;
}

/* Counts an exit whose key is not where it is looked for first. */
void kvm_vmexit_add_elsewhere(struct kvm_vcpu *vcpu, u64 word)
{
	struct kvm_vmexit_state *state = &vcpu->arch.vmexit;
	const u16 place = kvm_vmexit_find_cause(state->causes, word);

	state->cause = place;
	if (kvm_vmexit_is_place(place))
		kvm_vmexit_cause_at(state->causes, place)->exits++;
}
EXPORT_SYMBOL_FOR_KVM_INTERNAL(kvm_vmexit_add_elsewhere);

/*
 * kvm_vmexit_causes_forget() - let a table begin at zero
 * @causes: a vCPU's, or NULL
 * @open: the place of the exit that is open, which keeps it, or none
 *
 * The caller has stopped all other CPUs.
 */
void kvm_vmexit_causes_forget(struct kvm_vmexit_causes *causes, u16 open)
{
	u64 word = 0;

	if (!causes)
		return;

	if (kvm_vmexit_is_place(open))
		word = kvm_vmexit_cause_at(causes, open)->word;
	memset(causes, 0, sizeof(*causes));
	if (kvm_vmexit_is_place(open))
		kvm_vmexit_cause_at(causes, open)->word = word;
}

/*
 * To a hypercall of Hyper-V's the number is in another register; not if a 32-bit
 * guest makes it.
 */
static u64 hypercall(struct kvm_vcpu *vcpu)
{
	if (!kvm_hv_hypercall_enabled(vcpu))
		return (u32)vcpu->arch.regs[VCPU_REGS_RAX];

	return KVM_VMEXIT_CAUSE_KIND(KVM_VMEXIT_CAUSE_HYPERCALL ^
				     KVM_VMEXIT_CAUSE_HYPERV) |
	       (u16)vcpu->arch.regs[vcpu->arch.efer & EFER_LMA ?
				    VCPU_REGS_RCX : VCPU_REGS_RAX];
}

/*
 * kvm_vmexit_other_word() - what is behind an exit that not many make
 * @vcpu: the vCPU, right after the exit
 * @code: what is known of its reason
 * @info: what the processor says of it, if @code needs it: exit qualification or
 *	  EXITINFO1 with the local APIC, else what it says besides: interruption
 *	  information, EXITINFO2
 *
 * Return: what a table has of the key, or 0: it is not known yet.
 */
u64 kvm_vmexit_other_word(struct kvm_vcpu *vcpu,
			  const struct kvm_vmexit_code *code, u64 info)
{
	switch (code->source) {
	case KVM_VMEXIT_FROM_HYPERCALL:
		return code->word ^ hypercall(vcpu);
	case KVM_VMEXIT_FROM_APIC:
		return code->word ^ (info & KVM_VMEXIT_VMX_APIC_BITS);
	case KVM_VMEXIT_FROM_AVIC:
		return code->word ^ (info & KVM_VMEXIT_APIC_REGISTER) ^
		       (info >> 32 & 1 ? KVM_VMEXIT_APIC_WRITE : 0);
	case KVM_VMEXIT_FROM_INTR:
		return code->word ^ (info & code->mask);
	case KVM_VMEXIT_FROM_IPI:
		return code->word ^ info >> 32;
	default:
		return 0;
	}
}
EXPORT_SYMBOL_FOR_KVM_INTERNAL(kvm_vmexit_other_word);

struct key_of {
	u32 nr;
	enum kvm_vmexit_source source;
	enum kvm_vmexit_cause_kind kind;
	u32 mask;
};

#define KEY_OF(nr, source, kind, mask)	\
	{ nr, KVM_VMEXIT_FROM_ ## source, KVM_VMEXIT_CAUSE_ ## kind, mask }
#define IN_REGISTER(nr, kind, reg)	KEY_OF(nr, REGISTER + (reg), kind, 0)
#define IN_INFO(nr, kind, mask)		KEY_OF(nr, INFO, kind, mask)
#define IN_INTR(nr, kind)		\
	KEY_OF(nr, INTR, kind, KVM_VMEXIT_VECTOR_BITS)
#define OTHER(nr, kind, source)		KEY_OF(nr, source, kind, 0)

static const struct key_of vmx_keys[] = {
	IN_REGISTER(EXIT_REASON_CPUID, CPUID, VCPU_REGS_RAX),
	IN_REGISTER(EXIT_REASON_MSR_READ, RDMSR, VCPU_REGS_RCX),
	IN_REGISTER(EXIT_REASON_MSR_WRITE, WRMSR, VCPU_REGS_RCX),
	IN_INFO(EXIT_REASON_IO_INSTRUCTION, VMX_IO, KVM_VMEXIT_VMX_IO_BITS),
	IN_INFO(EXIT_REASON_CR_ACCESS, CR, KVM_VMEXIT_VMX_CR_BITS),
	IN_INFO(EXIT_REASON_DR_ACCESS, DR, KVM_VMEXIT_VMX_DR_BITS),
	OTHER(EXIT_REASON_APIC_ACCESS, APIC, APIC),
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
	OTHER(SVM_EXIT_MSR, RDMSR, MSR),
	OTHER(SVM_EXIT_VMMCALL, HYPERCALL, HYPERCALL),
	OTHER(SVM_EXIT_NPF, OPEN, LATE),
	OTHER(SVM_EXIT_AVIC_UNACCELERATED_ACCESS, APIC, AVIC),
	OTHER(SVM_EXIT_AVIC_INCOMPLETE_IPI, IPI, IPI),
	OTHER(SVM_EXIT_VMGEXIT, OPEN, LATE),
};

/* The sign's bit stands for the high half: all of it or nothing. */
static s16 half_mask(u32 mask)
{
	return (mask & S16_MAX) | (mask >> 31) << 15;
}

/*
 * kvm_vmexit_set_code() - say where the number behind an exit is
 * @code: where to; its offset is known
 * @isa: KVM_ISA_VMX or KVM_ISA_SVM
 * @nr: the exit code
 */
void kvm_vmexit_set_code(struct kvm_vmexit_code *code, unsigned int isa, u32 nr)
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
		code->word |= KVM_VMEXIT_CAUSE_KIND(keys[i].kind);
		code->source = keys[i].source;
		code->mask = half_mask(keys[i].mask);
	}
}
