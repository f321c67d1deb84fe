// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: what people call what is behind an exit
 */
#include <linux/bits.h>
#include <linux/kvm_host.h>
#include <asm/svm.h>
#include <asm/vmx.h>

#include "cause.h"
#include "trace.h"

/* VMX: of the exit's qualification. */
#define VMX_IO_SIZE		0x7	/* less 1 */
#define VMX_IO_IN		BIT(3)
#define VMX_IO_STRING		BIT(4)
#define VMX_CR_NR		0xf
#define VMX_CR_HOW_SHIFT	4
#define VMX_DR_NR		0x7
#define VMX_DR_READ		BIT(4)

/* SVM: of EXITINFO1. */
#define SVM_IO_IN		BIT(0)
#define SVM_IO_STRING		BIT(2)
#define SVM_IO_SIZE		0x70
#define SVM_IO_SIZE_SHIFT	4

static int io_text(char *text, size_t size, bool in, bool string, u32 port,
		   u32 bytes)
{
	return snprintf(text, size, "%s%s:0x%x/%u", in ? "in" : "out",
			string ? "s" : "", port, bytes);
}

static int cpuid_text(char *text, size_t size, u32 leaf)
{
	if (leaf == KVM_VMEXIT_LEAF_SCAN)
		return snprintf(text, size, "cpuid:scan");

	return snprintf(text, size, "cpuid:0x%x", leaf);
}

static int cr_text(char *text, size_t size, u32 number)
{
	switch (number >> VMX_CR_HOW_SHIFT) {
	case 0:
		return snprintf(text, size, "write:cr%u", number & VMX_CR_NR);
	case 1:
		return snprintf(text, size, "read:cr%u", number & VMX_CR_NR);
	case 2:
		return snprintf(text, size, "clts");
	default:
		return snprintf(text, size, "lmsw");
	}
}

static int vmx_text(char *text, size_t size, u32 number, u32 nr)
{
	switch (nr) {
	case EXIT_REASON_CPUID:
		return cpuid_text(text, size, number);
	case EXIT_REASON_VMCALL:
		return snprintf(text, size, "hypercall:0x%x", number);
	case EXIT_REASON_MSR_READ:
		return snprintf(text, size, "rdmsr:0x%x", number);
	case EXIT_REASON_MSR_WRITE:
		return snprintf(text, size, "wrmsr:0x%x", number);
	case EXIT_REASON_IO_INSTRUCTION:
		return io_text(text, size, number & VMX_IO_IN,
			       number & VMX_IO_STRING, number >> 16,
			       (number & VMX_IO_SIZE) + 1);
	case EXIT_REASON_CR_ACCESS:
		return cr_text(text, size, number);
	case EXIT_REASON_DR_ACCESS:
		return snprintf(text, size, "%s:dr%u",
				number & VMX_DR_READ ? "read" : "write",
				number & VMX_DR_NR);
	default:
		return snprintf(text, size, "0x%x", number);
	}
}

static int svm_text(char *text, size_t size, u32 number, u32 tag)
{
	switch (kvm_vmexit_cause_nr(KVM_ISA_SVM, tag)) {
	case SVM_EXIT_CPUID:
		return cpuid_text(text, size, number);
	case SVM_EXIT_VMMCALL:
		return snprintf(text, size, "hypercall:0x%x", number);
	case SVM_EXIT_MSR:
		return snprintf(text, size, "%s:0x%x", tag ? "wrmsr" : "rdmsr",
				number);
	case SVM_EXIT_IOIO:
		return io_text(text, size, number & SVM_IO_IN,
			       number & SVM_IO_STRING, number >> 16,
			       (number & SVM_IO_SIZE) >> SVM_IO_SIZE_SHIFT);
	default:
		return snprintf(text, size, "0x%x", number);
	}
}

/**
 * kvm_vmexit_cause_text() - what people call a key: one word
 * @text: where to
 * @size: of it
 * @isa: KVM_ISA_VMX or KVM_ISA_SVM
 * @number: the key's
 * @tag: the key's
 *
 * Return: as snprintf().
 */
int kvm_vmexit_cause_text(char *text, size_t size, unsigned int isa, u32 number,
			  u32 tag)
{
	if (isa == KVM_ISA_VMX)
		return vmx_text(text, size, number, tag);

	return svm_text(text, size, number, tag);
}
