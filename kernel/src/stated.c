// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: what guests state of their exits that the host does not see
 *
 * An encrypted guest of SVM says in its GHCB, a TD in registers, which exit it
 * would have been.  All of it is the guest's word.
 */
#include <linux/kvm_host.h>
#include <asm/svm.h>
#include <asm/vmx.h>

#include "compat.h"
#include "exit_stats.h"

static u64 number_of(enum kvm_vmexit_cause_kind kind, u32 number)
{
	return KVM_VMEXIT_CAUSE_KIND(kind) | number;
}

/*
 * kvm_vmexit_ghcb_key() - the key of an exit that a GHCB states
 * @nr: the exit code in it
 * @info: EXITINFO1 in it
 * @rax: the guest's register
 * @rcx: and this one
 *
 * Return: the key, without the reason's slot.
 */
u64 kvm_vmexit_ghcb_key(u64 nr, u64 info, u64 rax, u64 rcx)
{
	switch (nr) {
	case SVM_EXIT_CPUID:
		return number_of(KVM_VMEXIT_CAUSE_CPUID, rax);
	case SVM_EXIT_MSR:
		return number_of(KVM_VMEXIT_CAUSE_RDMSR + (info & 1), rcx);
	case SVM_EXIT_IOIO:
		return number_of(KVM_VMEXIT_CAUSE_SVM_IO,
				 info & KVM_VMEXIT_SVM_IO_BITS);
	case SVM_EXIT_VMMCALL:
		return number_of(KVM_VMEXIT_CAUSE_HYPERCALL, rax);
	case SVM_VMGEXIT_MMIO_READ:
	case SVM_VMGEXIT_MMIO_WRITE:
		return kvm_vmexit_cause_address(KVM_VMEXIT_CAUSE_MMIO,
						info & GENMASK_ULL(51, 12));
	default:
		return number_of(KVM_VMEXIT_CAUSE_VMGEXIT, nr);
	}
}

void __kvm_vmexit_record_ghcb(struct kvm_vcpu *vcpu, u64 nr, u64 info)
{
	const unsigned long *regs = vcpu->arch.regs;
	const u64 key = kvm_vmexit_ghcb_key(nr, info, regs[VCPU_REGS_RAX],
					    regs[VCPU_REGS_RCX]);

	__kvm_vmexit_record_late(vcpu, key);
}
EXPORT_SYMBOL_FOR_KVM_INTERNAL(__kvm_vmexit_record_ghcb);

/* Its width and direction are the guest's arguments, as VMX would say them. */
static u32 td_port(const struct kvm_vmexit_tdcall *call)
{
	const u32 out = call->b & 1;

	return (u32)call->c << 16 | !out << 3 | ((call->a - 1) & 7);
}

/*
 * kvm_vmexit_tdcall_key() - the key of a TD's exit
 * @call: what the TDX module says of it
 *
 * Return: the key, without the reason's slot, or 0: it is not known yet.
 */
u64 kvm_vmexit_tdcall_key(const struct kvm_vmexit_tdcall *call)
{
	switch (call->nr) {
	case EXIT_REASON_EXCEPTION_NMI:
		return number_of(KVM_VMEXIT_CAUSE_EXCEPTION,
				 call->intr_info & KVM_VMEXIT_VECTOR_BITS);
	case EXIT_REASON_EXTERNAL_INTERRUPT:
		return number_of(KVM_VMEXIT_CAUSE_INTERRUPT,
				 call->intr_info & KVM_VMEXIT_VECTOR_BITS);
	case EXIT_REASON_CPUID:
		return number_of(KVM_VMEXIT_CAUSE_CPUID, call->a);
	case EXIT_REASON_MSR_READ:
		return number_of(KVM_VMEXIT_CAUSE_RDMSR, call->a);
	case EXIT_REASON_MSR_WRITE:
		return number_of(KVM_VMEXIT_CAUSE_WRMSR, call->a);
	case EXIT_REASON_IO_INSTRUCTION:
		return number_of(KVM_VMEXIT_CAUSE_VMX_IO, td_port(call));
	case EXIT_REASON_VMCALL:
		return number_of(KVM_VMEXIT_CAUSE_HYPERCALL, call->type);
	case EXIT_REASON_EPT_MISCONFIG:
		return kvm_vmexit_cause_address(KVM_VMEXIT_CAUSE_MMIO,
						call->c & GENMASK_ULL(51, 12));
	case EXIT_REASON_TDCALL:
		return number_of(KVM_VMEXIT_CAUSE_TDVMCALL, call->leaf);
	default:
		return 0;
	}
}

/* In the exit's write section; @code is what is known of its reason. */
void kvm_vmexit_add_tdcall(struct kvm_vcpu *vcpu,
			   const struct kvm_vmexit_code *code,
			   const struct kvm_vmexit_tdcall *call)
{
	const u64 slot = code->offset / sizeof(struct kvm_vmexit_cell);
	const u64 key = kvm_vmexit_tdcall_key(call);
	const u64 of_slot = slot << KVM_VMEXIT_CAUSE_SLOT_SHIFT;

	if (code->source != KVM_VMEXIT_FROM_NOWHERE)
		kvm_vmexit_add_other(vcpu, key ?
				     kvm_vmexit_cause_key(of_slot | key) : 0);
}
EXPORT_SYMBOL_FOR_KVM_INTERNAL(kvm_vmexit_add_tdcall);
