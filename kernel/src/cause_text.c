// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: what people call what is behind an exit
 */
#include <linux/bits.h>
#include <linux/kvm_host.h>
#include <linux/string_helpers.h>

#include "cause.h"

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

static int dr_text(char *text, size_t size, u32 number)
{
	return snprintf(text, size, "%s:dr%u",
			str_read_write(number & VMX_DR_READ),
			number & VMX_DR_NR);
}

static int vmx_io_text(char *text, size_t size, u32 number)
{
	return io_text(text, size, number & VMX_IO_IN, number & VMX_IO_STRING,
		       number >> 16, (number & VMX_IO_SIZE) + 1);
}

static int svm_io_text(char *text, size_t size, u32 number)
{
	return io_text(text, size, number & SVM_IO_IN, number & SVM_IO_STRING,
		       number >> 16, (number & SVM_IO_SIZE) >> SVM_IO_SIZE_SHIFT);
}

static int fault_text(char *text, size_t size, u32 number)
{
	static const char *const accesses[] = {
		[KVM_VMEXIT_READ] = "read",
		[KVM_VMEXIT_WRITE] = "write",
		[KVM_VMEXIT_EXEC] = "exec",
	};
	static const char *const faults[] = {
		[KVM_VMEXIT_FAULT_4K] = "4k",
		[KVM_VMEXIT_FAULT_2M] = "2m",
		[KVM_VMEXIT_FAULT_1G] = "1g",
		[KVM_VMEXIT_FAULT_FAST] = "fast",
		[KVM_VMEXIT_FAULT_SPURIOUS] = "spurious",
		[KVM_VMEXIT_FAULT_RETRY] = "retry",
		[KVM_VMEXIT_FAULT_PROTECTED] = "protected",
		[KVM_VMEXIT_FAULT_GUEST] = "guest",
		[KVM_VMEXIT_FAULT_ERROR] = "error",
	};

	return snprintf(text, size, "fault:%s/%s", accesses[number & 0xf],
			faults[number >> 4]);
}

static int exception_text(char *text, size_t size, u32 vector)
{
	return vector == 2 ? snprintf(text, size, "nmi") :
			     snprintf(text, size, "excp:%u", vector);
}

static int apic_text(char *text, size_t size, u32 number)
{
	static const char *const how[] = { "read", "write", "exec" };
	const u32 access = KVM_VMEXIT_APIC_ACCESS(number);

	return snprintf(text, size, "apic-%s:0x%x",
			access < ARRAY_SIZE(how) ? how[access] : "event",
			number & KVM_VMEXIT_APIC_REGISTER);
}

/* AMD APM, "AVIC IPI Delivery Not Completed". */
static int ipi_text(char *text, size_t size, u32 why)
{
	static const char *const whys[] = {
		"type", "not-running", "target", "page", "vector", "unaccelerated",
	};

	if (why < ARRAY_SIZE(whys))
		return snprintf(text, size, "ipi:%s", whys[why]);

	return snprintf(text, size, "ipi:%u", why);
}

/* One word and the number, or NULL. */
static const char *word(enum kvm_vmexit_cause_kind kind)
{
	switch (kind) {
	case KVM_VMEXIT_CAUSE_RDMSR:
		return "rdmsr";
	case KVM_VMEXIT_CAUSE_WRMSR:
		return "wrmsr";
	case KVM_VMEXIT_CAUSE_HYPERCALL:
		return "hypercall";
	case KVM_VMEXIT_CAUSE_HYPERV:
		return "hyperv";
	case KVM_VMEXIT_CAUSE_MMIO:
		return "mmio";
	case KVM_VMEXIT_CAUSE_DOORBELL:
		return "doorbell";
	case KVM_VMEXIT_CAUSE_INTERRUPT:
		return "intr";
	case KVM_VMEXIT_CAUSE_EOI:
		return "eoi";
	case KVM_VMEXIT_CAUSE_VMGEXIT:
		return "vmgexit";
	case KVM_VMEXIT_CAUSE_GHCB_MSR:
		return "ghcb-msr";
	case KVM_VMEXIT_CAUSE_TDVMCALL:
		return "tdvmcall";
	default:
		return NULL;
	}
}

/*
 * kvm_vmexit_cause_text() - what people call a key: one word
 * @text: where to
 * @size: of it
 * @key: the key
 *
 * Return: as snprintf().
 */
int kvm_vmexit_cause_text(char *text, size_t size, u64 key)
{
	const enum kvm_vmexit_cause_kind kind = kvm_vmexit_cause_kind(key);
	const u64 high = key >> KVM_VMEXIT_CAUSE_HIGH_SHIFT;
	const u32 number = key;

	switch (kind) {
	case KVM_VMEXIT_CAUSE_OPEN:
		return snprintf(text, size, "open");
	case KVM_VMEXIT_CAUSE_CPUID:
		return cpuid_text(text, size, number);
	case KVM_VMEXIT_CAUSE_VMX_IO:
		return vmx_io_text(text, size, number);
	case KVM_VMEXIT_CAUSE_SVM_IO:
		return svm_io_text(text, size, number);
	case KVM_VMEXIT_CAUSE_CR:
		return cr_text(text, size, number);
	case KVM_VMEXIT_CAUSE_DR:
		return dr_text(text, size, number);
	case KVM_VMEXIT_CAUSE_EXCEPTION:
		return exception_text(text, size, number);
	case KVM_VMEXIT_CAUSE_APIC:
		return apic_text(text, size, number);
	case KVM_VMEXIT_CAUSE_APIC_WRITE:
		return apic_text(text, size, number | KVM_VMEXIT_APIC_WRITE);
	case KVM_VMEXIT_CAUSE_IPI:
		return ipi_text(text, size, number);
	case KVM_VMEXIT_CAUSE_FAULT:
		return fault_text(text, size, number);
	default:
		return snprintf(text, size, "%s:0x%llx", word(kind),
				high << 32 | number);
	}
}
