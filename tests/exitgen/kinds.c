// SPDX-License-Identifier: GPL-2.0-only
/*
 * One row per kind. A kind is here only if each operation makes exactly one
 * exit of its reason under VMX and under SVM, whatever KVM's parameters are;
 * that rules out PAUSE (a loop of them exits now and then), RDPMC (needs a
 * virtual PMU), INVLPG and CR3 (only with shadow paging). Two more are fine on
 * AMD's silicon but not in QEMU's emulation of it, on which the lab relies: it
 * calls INVD's exit WBINVD and has none for XSETBV (QEMU 7.2).
 */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <stddef.h>
#include <string.h>

#include "kinds.h"

#define BOTH(operation)	{ [HOST_VMX] = (operation), [HOST_SVM] = (operation) }
#define REASON(vmx, svm) { [HOST_VMX] = EXIT_REASON_##vmx, [HOST_SVM] = SVM_EXIT_##svm }

/* A shadow page fault is the guest's own #PF. */
#define SVM_EXIT_PAGE_FAULT	(SVM_EXIT_EXCP_BASE + 14)
#define EXIT_REASON_PAGE_FAULT	EXIT_REASON_EXCEPTION_NMI
#define SVM_EXIT_INVALID_OPCODE	(SVM_EXIT_EXCP_BASE + 6)
#define EXIT_REASON_INVALID_OPCODE EXIT_REASON_EXCEPTION_NMI

const struct kind kinds[] = {
	{
		.name = "cpuid", .op = BOTH(GUEST_OP_cpuid), .reason = REASON(CPUID, CPUID),
		.help = "CPUID leaf 0",
	}, {
		.name = "leaves", .op = BOTH(GUEST_OP_leaves), .reason = REASON(CPUID, CPUID),
		.help = "CPUID of another leaf each time, from COUNT down to 1",
	}, {
		.name = "hlt", .op = BOTH(GUEST_OP_hlt), .reason = REASON(HLT, HLT),
		.flags = KIND_NO_IRQCHIP,
		.help = "HLT, returns to userspace, which enters the guest again",
	}, {
		.name = "halt-wake", .op = BOTH(GUEST_OP_hlt), .reason = REASON(HLT, HLT),
		.flags = KIND_IRQCHIP,
		.help = "HLT, blocks inside KVM until another thread wakes it (--halt-ms)",
	}, {
		.name = "io", .op = BOTH(GUEST_OP_io_out),
		.reason = REASON(IO_INSTRUCTION, IOIO),
		.help = "OUT to a port that userspace handles",
	}, {
		.name = "io-in", .op = BOTH(GUEST_OP_io_in),
		.reason = REASON(IO_INSTRUCTION, IOIO),
		.help = "IN from a port that userspace handles",
	}, {
		.name = "io-kernel", .op = BOTH(GUEST_OP_io_kernel),
		.reason = REASON(IO_INSTRUCTION, IOIO),
		.help = "OUT to a port that KVM handles (ioeventfd)",
	}, {
		.name = "io-ports", .op = BOTH(GUEST_OP_io_ports),
		.reason = REASON(IO_INSTRUCTION, IOIO),
		.help = "OUT to another of 32,768 ports each time, which userspace handles",
	}, {
		.name = "mmio", .op = BOTH(GUEST_OP_mmio), .reason = REASON(EPT_MISCONFIG, NPF),
		.flags = KIND_MMIO,
		.help = "store to no memory, for userspace (with EPT the first is EPT_VIOLATION)",
	}, {
		.name = "mmio-kernel", .op = BOTH(GUEST_OP_mmio_kernel),
		.reason = REASON(EPT_MISCONFIG, NPF),
		.flags = KIND_MMIO | KIND_DOORBELL,
		.help = "the same, to a doorbell that KVM handles (ioeventfd)",
	}, {
		.name = "mmio-pages", .op = BOTH(GUEST_OP_mmio_pages),
		.reason = REASON(EPT_VIOLATION, NPF),
		.flags = KIND_DEVICES,
		.help = "store to no memory, to another page each time (up to 8,192)",
	}, {
		.name = "page", .op = BOTH(GUEST_OP_page), .reason = REASON(EPT_VIOLATION, NPF),
		.flags = KIND_PAGE,
		.help = "first touch of a 4 KiB page of memory (takes COUNT x 4 KiB per vCPU)",
	}, {
		.name = "msr-read", .op = BOTH(GUEST_OP_msr_read), .reason = REASON(MSR_READ, MSR),
		.help = "RDMSR of IA32_BIOS_SIGN_ID",
	}, {
		.name = "msr-write", .op = BOTH(GUEST_OP_msr_write),
		.reason = REASON(MSR_WRITE, MSR),
		.help = "WRMSR of IA32_BIOS_SIGN_ID, which KVM ignores",
	}, {
		.name = "msr-fast", .op = BOTH(GUEST_OP_msr_fast), .reason = REASON(MSR_WRITE, MSR),
		.flags = KIND_IRQCHIP,
		.help = "WRMSR of x2APIC ICR, KVM's fast path (no exit with virtualized IPIs)",
	}, {
		.name = "vmcall",
		.op = { [HOST_VMX] = GUEST_OP_vmcall, [HOST_SVM] = GUEST_OP_vmmcall },
		.reason = REASON(VMCALL, VMMCALL),
		.help = "VMCALL or VMMCALL of an unknown number",
	}, {
		.name = "cr-write", .op = BOTH(GUEST_OP_cr_write),
		.reason = REASON(CR_ACCESS, WRITE_CR4),
		.help = "MOV to CR4 that changes CR4.MCE",
	}, {
		.name = "dr-access", .op = BOTH(GUEST_OP_dr_read),
		.reason = REASON(DR_ACCESS, READ_DR7),
		.flags = KIND_DEBUG,
		.help = "MOV from DR7",
	}, {
		.name = "wbinvd", .op = BOTH(GUEST_OP_wbinvd), .reason = REASON(WBINVD, WBINVD),
		.help = "WBINVD",
	}, {
		.name = "shutdown", .op = BOTH(GUEST_OP_idt_fault),
		.reason = REASON(TRIPLE_FAULT, SHUTDOWN),
		.flags = KIND_LAST,
		.help = "a triple fault ends the vCPU (count 1, no done)",
	}, {
		.name = "fail-entry", .op = BOTH(GUEST_OP_done),
		.reason = REASON(INVALID_STATE, ERR),
		.flags = KIND_ENTRY,
		.help = "VM entry that fails in hardware, after all others",
	},
	{ .name = NULL },
};

const struct kind *kind_find(const char *name, size_t length)
{
	const struct kind *kind;

	for (kind = kinds; kind->name; kind++) {
		if (strlen(kind->name) == length && !strncmp(kind->name, name, length))
			return kind;
	}
	return NULL;
}

uint32_t kind_done_reason(const struct host *host)
{
	static const uint32_t reason[2] = REASON(IO_INSTRUCTION, IOIO);

	return reason[host->isa];
}

uint32_t kind_cpuid_reason(const struct host *host)
{
	static const uint32_t reason[2] = REASON(CPUID, CPUID);

	return reason[host->isa];
}

uint32_t kind_vmrun_reason(const struct host *host)
{
	static const uint32_t reason[2] = REASON(VMLAUNCH, VMRUN);

	return reason[host->isa];
}

uint32_t kind_vmmcall_reason(const struct host *host)
{
	static const uint32_t reason[2] = REASON(VMCALL, VMMCALL);

	return reason[host->isa];
}

uint32_t kind_prefix_reason(const struct host *host)
{
	static const uint32_t reason[2] = REASON(INVALID_OPCODE, INVALID_OPCODE);

	return reason[host->isa];
}

void tally_add(struct tally *tally, uint32_t nr, uint64_t count, int at_least)
{
	struct tally_row *row = tally->rows;

	if (!count)
		return;
	while (row < tally->rows + tally->used && row->nr != nr)
		row++;
	if (row == tally->rows + tally->used) {
		*row = (struct tally_row) { .nr = nr };
		tally->used++;
	}
	row->count += count;
	row->at_least |= at_least;
}

/* The reason of an exit for memory that KVM has not mapped (yet). */
static uint32_t fault_reason(const struct host *host)
{
	static const uint32_t shadow[2] = REASON(PAGE_FAULT, PAGE_FAULT);
	static const uint32_t mapped[2] = REASON(EPT_VIOLATION, NPF);

	return host->two_dimensional ? mapped[host->isa] : shadow[host->isa];
}

/* Each vCPU stores to a page of its own, so each has one first store. */
static uint64_t mmio_faults(const struct host *host, uint64_t count)
{
	if (host->isa == HOST_VMX && host->two_dimensional && host->mmio_caching)
		return count ? 1 : 0;
	return count;
}

void tally_kind(struct tally *tally, const struct host *host, const struct kind *kind,
		uint64_t count, unsigned int vcpus, int prefaulted)
{
	uint64_t faults = 0;

	if (kind->flags & (KIND_PAGE | KIND_DEVICES))
		faults = count;
	else if (kind->flags & KIND_MMIO)
		faults = mmio_faults(host, count);

	tally_add(tally, fault_reason(host), faults * vcpus, !prefaulted);
	tally_add(tally, kind->reason[host->isa], (count - faults) * vcpus, 0);
}
