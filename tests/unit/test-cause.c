// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is behind exits: the keys of both vendors, a vCPU's table of them, and what
 * becomes of more keys than it has places for.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "compat.h"
#include "exit_stats.h"
#include "late.h"
#include "mmu/mmu_internal.h"
#include "phase.h"
#include "reason.h"

#include "../reader/tap.h"
#include "vcpu.h"

static bool all_handled(u64 nr)
{
	switch (nr) {
	case EXIT_REASON_CPUID:
	case EXIT_REASON_HLT:
	case EXIT_REASON_VMCALL:
	case EXIT_REASON_CR_ACCESS:
	case EXIT_REASON_DR_ACCESS:
	case EXIT_REASON_IO_INSTRUCTION:
	case EXIT_REASON_MSR_READ:
	case EXIT_REASON_MSR_WRITE:
	case EXIT_REASON_EXCEPTION_NMI:
	case EXIT_REASON_EXTERNAL_INTERRUPT:
	case EXIT_REASON_APIC_ACCESS:
	case EXIT_REASON_APIC_WRITE:
	case EXIT_REASON_EOI_INDUCED:
	case EXIT_REASON_TDCALL:
	case EXIT_REASON_EPT_VIOLATION:
	case EXIT_REASON_EPT_MISCONFIG:
	case SVM_EXIT_CPUID:
	case SVM_EXIT_HLT:
	case SVM_EXIT_IOIO:
	case SVM_EXIT_MSR:
	case SVM_EXIT_NPF:
	case SVM_EXIT_AVIC_INCOMPLETE_IPI:
	case SVM_EXIT_AVIC_UNACCELERATED_ACCESS:
	case SVM_EXIT_VMGEXIT:
	case SVM_EXIT_VMMCALL:
		return true;
	default:
		return false;
	}
}

static void new_vcpu(unsigned int isa)
{
	make_vcpu(isa, all_handled);
	kvm_vmexit_record_entry(&vcpu);
}

static void exit_of(u32 nr, u64 info)
{
	kvm_vmexit_record_exit(&vcpu, nr, info, info);
}

static void exit_and_entry(u32 nr, u64 info, u64 cycles)
{
	exit_of(nr, info);
	tsc += cycles;
	kvm_vmexit_record_entry(&vcpu);
}

/* With one number in all registers that a key may be in. */
static void exit_with(u32 nr, u64 number, u64 info, u64 cycles)
{
	vcpu.arch.regs[VCPU_REGS_RAX] = number;
	vcpu.arch.regs[VCPU_REGS_RCX] = number;
	exit_and_entry(nr, info, cycles);
}

/* "NAME EXITS KERNEL" of each key, in the order of their names. */
static int by_text(const void *a, const void *b)
{
	return strcmp(a, b);
}

static const char *rows(void)
{
	static char all[KVM_VMEXIT_NR_CAUSES * 64];
	char text[KVM_VMEXIT_NR_CAUSES][64];
	size_t i, n = 0, length;

	for (i = 0; i < KVM_VMEXIT_NR_CAUSES; i++) {
		const struct kvm_vmexit_cause *cause = &state->stats->causes->cause[i];

		if (!cause->exits && !cause->kernel)
			continue;
		length = kvm_vmexit_cause_text(text[n], sizeof(text[n]),
					       kvm_vmexit_cause_key(cause->word));
		snprintf(text[n] + length, sizeof(text[n]) - length, " %llu %llu",
			 (unsigned long long)cause->exits, (unsigned long long)cause->kernel);
		n++;
	}
	qsort(text, n, sizeof(text[0]), by_text);
	all[0] = '\0';
	for (i = 0; i < n; i++) {
		strcat(all, i ? ", " : "");
		strcat(all, text[i]);
	}
	return all;
}

static u64 exits_of(u32 nr)
{
	return state->slots[kvm_vmexit_reason_slot(nr)].cell.exits;
}

static void test_svm(void)
{
	new_vcpu(KVM_ISA_SVM);
	exit_with(SVM_EXIT_CPUID, 0, 0, 5);
	exit_with(SVM_EXIT_CPUID, 0x80000000, 0, 7);
	exit_with(SVM_EXIT_CPUID, 0xffffffff80000000, 0, 7);
	tap_is_text(rows(), "cpuid:0x0 1 5, cpuid:0x80000000 2 14", "svm: leaves, of 32 bits");

	new_vcpu(KVM_ISA_SVM);
	exit_with(SVM_EXIT_MSR, 0x10, 0, 1);
	exit_with(SVM_EXIT_MSR, 0x10, 1, 2);
	exit_with(SVM_EXIT_MSR, 0x6e0, 1, 3);
	exit_with(SVM_EXIT_MSR, 0, 0, 4);
	exit_with(SVM_EXIT_MSR, 0, 1, 5);
	tap_is_text(rows(), "rdmsr:0x0 1 4, rdmsr:0x10 1 1, wrmsr:0x0 1 5, wrmsr:0x10 1 2, wrmsr:0x6e0 1 3",
		    "svm: MSRs and which way, the MSR 0 too");

	new_vcpu(KVM_ISA_SVM);
	exit_and_entry(SVM_EXIT_IOIO, 0x00700011, 1);	/* in, 1 byte */
	exit_and_entry(SVM_EXIT_IOIO, 0x00700010, 2);	/* out */
	exit_and_entry(SVM_EXIT_IOIO, 0x01f00e2d, 3);	/* rep ins of a word */
	exit_and_entry(SVM_EXIT_IOIO, 0x01f00225, 4);	/* without rep, another segment */
	exit_and_entry(SVM_EXIT_IOIO, 0x0cf80040, 5);
	tap_is_text(rows(), "in:0x70/1 1 1, ins:0x1f0/2 2 7, out:0x70/1 1 2, out:0xcf8/4 1 5",
		    "svm: ports, widths, which way, strings; repeated or not");

	new_vcpu(KVM_ISA_SVM);
	exit_with(SVM_EXIT_VMMCALL, 5, 0, 1);
	exit_with(SVM_EXIT_HLT, 5, 5, 1);
	tap_is_text(rows(), "hypercall:0x5 1 1", "svm: hypercalls; nothing is behind a HLT");
	tap_is_u64(exits_of(SVM_EXIT_HLT), 1, "svm: which counts");
}

static void test_vmx(void)
{
	new_vcpu(KVM_ISA_VMX);
	exit_with(EXIT_REASON_CPUID, 0x4ffffffd, 0, 5);
	exit_with(EXIT_REASON_MSR_READ, 0x6e0, 0, 1);
	exit_with(EXIT_REASON_MSR_WRITE, 0x6e0, 0, 2);
	exit_with(EXIT_REASON_VMCALL, 9, 0, 3);
	tap_is_text(rows(), "cpuid:0x4ffffffd 1 5, hypercall:0x9 1 3, rdmsr:0x6e0 1 1, wrmsr:0x6e0 1 2",
		    "vmx: registers");

	new_vcpu(KVM_ISA_VMX);
	exit_and_entry(EXIT_REASON_IO_INSTRUCTION, 0x00700008, 1);	/* in, 1 byte */
	exit_and_entry(EXIT_REASON_IO_INSTRUCTION, 0x00700040, 2);	/* out, immediate */
	exit_and_entry(EXIT_REASON_IO_INSTRUCTION, 0x01f00031, 3);	/* rep outs of a word */
	exit_and_entry(EXIT_REASON_IO_INSTRUCTION, 0x0cf80003, 4);
	tap_is_text(rows(), "in:0x70/1 1 1, out:0x70/1 1 2, out:0xcf8/4 1 4, outs:0x1f0/2 1 3",
		    "vmx: ports");

	new_vcpu(KVM_ISA_VMX);
	exit_and_entry(EXIT_REASON_CR_ACCESS, 0x004, 1);	/* to CR4 from RAX */
	exit_and_entry(EXIT_REASON_CR_ACCESS, 0x304, 1);	/* from RBX */
	exit_and_entry(EXIT_REASON_CR_ACCESS, 0x018, 1);
	exit_and_entry(EXIT_REASON_CR_ACCESS, 0x020, 1);
	exit_and_entry(EXIT_REASON_CR_ACCESS, 0xabcd0030, 1);
	exit_and_entry(EXIT_REASON_DR_ACCESS, 0x017, 1);
	exit_and_entry(EXIT_REASON_DR_ACCESS, 0x307, 1);
	tap_is_text(rows(), "clts 1 1, lmsw 1 1, read:cr8 1 1, read:dr7 1 1, write:cr4 2 2, write:dr7 1 1",
		    "vmx: control and debug registers, whichever register it is from");
}

/* A guest that looks for a hypervisor, and finds KVM's leaves and ours. */
static void test_scan(unsigned int isa, u32 nr)
{
	u32 leaf;

	new_vcpu(isa);
	for (leaf = 0x40000000; leaf <= 0x40010000; leaf += 0x100)
		exit_with(nr, leaf, 0, 1);
	exit_with(nr, 0x40000001, 0, 1);
	exit_with(nr, 0x4ffffffd, 0, 1);
	tap_is_text(rows(),
		    "cpuid:0x40000000 1 1, cpuid:0x40000001 1 1, cpuid:0x40000100 1 1, cpuid:0x4ffffffd 1 1, cpuid:scan 255 255",
		    "the search for a hypervisor is one key");
}

static u64 sum_of_rows(u64 *kernel)
{
	u64 exits = 0;
	size_t i;

	for (i = 0, *kernel = 0; i < KVM_VMEXIT_NR_CAUSES; i++) {
		exits += state->stats->causes->cause[i].exits;
		*kernel += state->stats->causes->cause[i].kernel;
	}
	return exits;
}

static unsigned int places(void)
{
	unsigned int i, n = 0;

	for (i = 0; i < KVM_VMEXIT_NR_CAUSES; i++)
		n += state->stats->causes->cause[i].exits > 0;
	return n;
}

static u64 word_of(u32 number, u32 nr)
{
	return kvm_vmexit_codes[kvm_vmexit_code(nr)].word ^ number;
}

static unsigned long home_of(u32 number, u32 nr)
{
	return kvm_vmexit_cause_home(word_of(number, nr));
}

static struct kvm_vmexit_cause *place_of(u32 number, u32 nr)
{
	return kvm_vmexit_cause_at(state->causes,
				   kvm_vmexit_find_cause(state->causes, word_of(number, nr)));
}

static void test_interrupts(void)
{
	new_vcpu(KVM_ISA_VMX);
	exit_and_entry(EXIT_REASON_EXCEPTION_NMI, 0x80000b0e, 1);	/* #PF with its error code */
	exit_and_entry(EXIT_REASON_EXCEPTION_NMI, 0x80000306, 1);
	exit_and_entry(EXIT_REASON_EXCEPTION_NMI, 0x80000202, 1);
	exit_and_entry(EXIT_REASON_EXTERNAL_INTERRUPT, 0x800000ec, 1);
	tap_is_text(rows(), "excp:14 1 1, excp:6 1 1, intr:0xec 1 1, nmi 1 1", "vmx: vectors");

	new_vcpu(KVM_ISA_VMX);
	exit_and_entry(EXIT_REASON_APIC_ACCESS, 0x0390, 1);
	exit_and_entry(EXIT_REASON_APIC_ACCESS, 0x1300, 1);
	exit_and_entry(EXIT_REASON_APIC_ACCESS, 0x2000, 1);
	exit_and_entry(EXIT_REASON_APIC_ACCESS, 0x3020, 1);
	exit_and_entry(EXIT_REASON_APIC_WRITE, 0x310, 1);
	exit_and_entry(EXIT_REASON_EOI_INDUCED, 0x31, 1);
	tap_is_text(rows(),
		    "apic-event:0x20 1 1, apic-exec:0x0 1 1, apic-read:0x390 1 1, apic-write:0x300 1 1, apic-write:0x310 1 1, eoi:0x31 1 1",
		    "vmx: registers of the local APIC");

	new_vcpu(KVM_ISA_SVM);
	exit_and_entry(SVM_EXIT_AVIC_UNACCELERATED_ACCESS, 0x1000000b0, 1);
	exit_and_entry(SVM_EXIT_AVIC_UNACCELERATED_ACCESS, 0xf00000390, 1);
	exit_and_entry(SVM_EXIT_AVIC_UNACCELERATED_ACCESS, 0x00000390f, 1);
	exit_and_entry(SVM_EXIT_AVIC_INCOMPLETE_IPI, 0x0000000100000012, 1);
	exit_and_entry(SVM_EXIT_AVIC_INCOMPLETE_IPI, 0x0000000900000012, 1);
	tap_is_text(rows(),
		    "apic-read:0x900 1 1, apic-write:0x390 1 1, apic-write:0xb0 1 1, ipi:9 1 1, ipi:not-running 1 1",
		    "svm: what AVIC leaves to KVM");
}

static void ghcb_exit(u64 nr, u64 info, u64 rax, u64 rcx)
{
	exit_of(SVM_EXIT_VMGEXIT, 0);
	vcpu.arch.regs[VCPU_REGS_RAX] = rax;
	vcpu.arch.regs[VCPU_REGS_RCX] = rcx;
	kvm_vmexit_record_ghcb(&vcpu, nr, info);
	tsc++;
	kvm_vmexit_record_entry(&vcpu);
}

static void test_ghcb(void)
{
	new_vcpu(KVM_ISA_SVM);
	ghcb_exit(SVM_EXIT_CPUID, 0, 0x80000001, 7);
	ghcb_exit(SVM_EXIT_MSR, 0, 7, 0xc0010130);
	ghcb_exit(SVM_EXIT_MSR, 1, 7, 0x6e0);
	ghcb_exit(SVM_EXIT_MSR, ~1ULL, 7, 0x10);
	ghcb_exit(SVM_EXIT_IOIO, 0xffffffff03f80010, 7, 7);
	ghcb_exit(SVM_EXIT_VMMCALL, 0, 5, 7);
	ghcb_exit(SVM_VMGEXIT_MMIO_READ, 0xfee00020, 4, 7);
	ghcb_exit(SVM_VMGEXIT_MMIO_WRITE, 0xfff8000000000123, 4, 7);
	ghcb_exit(SVM_VMGEXIT_AP_HLT_LOOP, 0, 0, 0);
	ghcb_exit(0xffffffff00000072, 0, 1, 0);
	exit_of(SVM_EXIT_VMGEXIT, 0);
	kvm_vmexit_record_ghcb_msr(&vcpu, 0x4);
	kvm_vmexit_record_entry(&vcpu);
	tap_is_text(rows(),
		    "cpuid:0x80000001 1 1, ghcb-msr:0x4 1 0, hypercall:0x5 1 1, mmio:0x8000000000000 1 1, mmio:0xfee00000 1 1, out:0x3f8/1 1 1, rdmsr:0x10 1 1, rdmsr:0xc0010130 1 1, vmgexit:0x72 1 1, vmgexit:0x80000004 1 1, wrmsr:0x6e0 1 1",
		    "svm: what a GHCB states, of 64 bits each");
	tap_is_u64(exits_of(SVM_EXIT_VMGEXIT), 11, "svm: all are VMGEXIT");

	new_vcpu(KVM_ISA_SVM);
	exit_of(SVM_EXIT_VMGEXIT, 0);
	kvm_vmexit_record_entry(&vcpu);
	tap_is_text(rows(), "", "svm: of one whose GHCB cannot be read nothing is known");
}

/* As struct tdx_module_args. */
struct args {
	u64 r9, r10, r11, r12, r13, r14;
};

static void td_exit(u32 nr, struct args args)
{
	kvm_vmexit_record_exit_td(&vcpu, nr, &args);
	tsc++;
	kvm_vmexit_record_entry(&vcpu);
}

static void test_td(void)
{
	const struct args fault = { .r11 = EXIT_REASON_CPUID, .r12 = 0xd };

	new_vcpu(KVM_ISA_VMX);
	vcpu.arch.regs[VCPU_REGS_RAX] = vcpu.arch.regs[VCPU_REGS_RCX] = 0x4711;
	td_exit(EXIT_REASON_CPUID, (struct args) { .r11 = EXIT_REASON_CPUID, .r12 = 0xd });
	td_exit(EXIT_REASON_MSR_READ, (struct args) { .r11 = EXIT_REASON_MSR_READ, .r12 = 0x10 });
	td_exit(EXIT_REASON_MSR_WRITE, (struct args) { .r11 = EXIT_REASON_MSR_WRITE, .r12 = 0x6e0 });
	td_exit(EXIT_REASON_IO_INSTRUCTION, (struct args) {
		.r11 = EXIT_REASON_IO_INSTRUCTION, .r12 = 2, .r13 = 0, .r14 = 0x1f0 });
	td_exit(EXIT_REASON_IO_INSTRUCTION, (struct args) {
		.r11 = EXIT_REASON_IO_INSTRUCTION, .r12 = 4, .r13 = 1, .r14 = 0xcf8 });
	td_exit(EXIT_REASON_VMCALL, (struct args) { .r10 = 0xc, .r11 = 1 });
	td_exit(EXIT_REASON_EPT_MISCONFIG, (struct args) {
		.r11 = EXIT_REASON_EPT_VIOLATION, .r12 = 4, .r14 = 0x80000000fee000f0 });
	td_exit(EXIT_REASON_TDCALL, (struct args) { .r11 = 0x10001 });
	td_exit(EXIT_REASON_EXCEPTION_NMI, (struct args) { .r9 = 0x80000202 });
	td_exit(EXIT_REASON_EXTERNAL_INTERRUPT, (struct args) { .r9 = 0x800000ec });
	td_exit(EXIT_REASON_HLT, (struct args) { .r11 = EXIT_REASON_HLT });
	tap_is_text(rows(),
		    "cpuid:0xd 1 1, hypercall:0xc 1 1, in:0x1f0/2 1 1, intr:0xec 1 1, mmio:0xfee00000 1 1, nmi 1 1, out:0xcf8/4 1 1, rdmsr:0x10 1 1, tdvmcall:0x10001 1 1, wrmsr:0x6e0 1 1",
		    "tdx: what a TD asks for, not what is in its registers");
	tap_is_u64(exits_of(EXIT_REASON_HLT), 1, "tdx: nothing is behind a HLT");

	exit_of(EXIT_REASON_TDCALL, 0);
	kvm_vmexit_record_entry(&vcpu);
	tap_is_u64(exits_of(EXIT_REASON_TDCALL), 2, "vmx: TDCALL of one that is no TD: nothing is known");
	kvm_vmexit_record_exit_td(&vcpu, EXIT_REASON_EPT_VIOLATION, &fault);
	tap_ok(state->cause == KVM_VMEXIT_PLACE_LATER, "tdx: a memory fault is known later");
	kvm_vmexit_record_entry(&vcpu);
}

static void test_hypercalls(unsigned int isa, u32 nr)
{
	new_vcpu(isa);
	vcpu.arch.regs[VCPU_REGS_RAX] = 5;
	vcpu.arch.regs[VCPU_REGS_RCX] = 0x1005c;
	exit_and_entry(nr, 0, 1);
	vcpu.hyperv = true;
	vcpu.arch.efer = EFER_LMA;
	exit_and_entry(nr, 0, 2);
	vcpu.arch.efer = 0;
	exit_and_entry(nr, 0, 3);
	vcpu.hyperv = false;
	tap_is_text(rows(), "hypercall:0x5 1 1, hyperv:0x5 1 3, hyperv:0x5c 1 2",
		    "a hypercall of Hyper-V's has its number in RCX, of a 32-bit guest in RAX");
}

static struct kvm_page_fault fault_of(bool write, u8 level)
{
	static const struct kvm_memory_slot slot;

	return (struct kvm_page_fault) {
		.write = write, .goal_level = level, .pfn = 1, .slot = &slot,
	};
}

static void late_fault(u32 nr, struct kvm_page_fault fault, int r, u64 cycles)
{
	exit_of(nr, 0);
	kvm_vmexit_record_fault(&vcpu, &fault, r);
	tsc += cycles;
	kvm_vmexit_record_entry(&vcpu);
}

static void test_faults(unsigned int isa, u32 nr)
{
	struct kvm_page_fault fault = fault_of(true, 1);

	new_vcpu(isa);
	late_fault(nr, fault_of(true, 1), RET_PF_FIXED, 1);
	late_fault(nr, fault_of(false, 2), RET_PF_FIXED, 2);
	late_fault(nr, fault_of(true, 3), RET_PF_FIXED, 3);
	fault.exec = true;
	late_fault(nr, fault, RET_PF_FIXED, 4);
	tap_is_text(rows(), "fault:exec/4k 1 4, fault:read/2m 1 2, fault:write/1g 1 3, fault:write/4k 1 1",
		    "memory faults by access and by what was mapped");

	new_vcpu(isa);
	fault = fault_of(true, 1);
	fault.pfn = 0;
	late_fault(nr, fault, RET_PF_FIXED, 1);
	fault.pfn = 1ULL << 62;
	late_fault(nr, fault, RET_PF_FIXED, 1);
	fault.slot = NULL;
	late_fault(nr, fault, RET_PF_RETRY, 1);
	late_fault(nr, fault_of(true, 1), RET_PF_RETRY, 1);
	late_fault(nr, fault_of(true, 1), RET_PF_SPURIOUS, 1);
	late_fault(nr, fault_of(true, 1), RET_PF_EMULATE, 1);
	late_fault(nr, fault_of(true, 1), RET_PF_WRITE_PROTECTED, 1);
	late_fault(nr, fault_of(false, 1), -14, 1);
	tap_is_text(rows(),
		    "fault:read/error 1 1, fault:write/fast 2 2, fault:write/guest 1 1, fault:write/protected 2 2, fault:write/retry 1 1, fault:write/spurious 1 1",
		    "and by what else became of them");

	new_vcpu(isa);
	fault = fault_of(true, 1);
	fault.prefetch = true;
	late_fault(nr, fault, RET_PF_FIXED, 1);
	tap_is_text(rows(), "", "a page that is fetched later is no fault of the open exit");
	tap_is_u64(exits_of(nr), 1, "which counts");
}

static void test_devices(unsigned int isa, u32 nr, u32 other)
{
	struct kvm_page_fault fault = fault_of(true, 1);

	new_vcpu(isa);
	fault.slot = NULL;
	exit_of(nr, 0);
	kvm_vmexit_record_fault(&vcpu, &fault, RET_PF_EMULATE);
	tap_is_text(rows(), "", "an access that is emulated: not known yet");
	tap_ok(state->cause == KVM_VMEXIT_PLACE_LATER, "and so it is marked");
	kvm_vmexit_record_mmio(&vcpu, 0xfee00300);
	tsc += 5;
	kvm_vmexit_record_entry(&vcpu);
	exit_of(nr, 0);
	kvm_vmexit_record_doorbell(&vcpu, 0xfe003004);
	kvm_vmexit_record_mmio(&vcpu, 0xfe003004);
	tsc += 7;
	kvm_vmexit_record_entry(&vcpu);
	exit_of(nr, 0);
	kvm_vmexit_record_mmio(&vcpu, 0xfffffffffffff);
	kvm_vmexit_record_entry(&vcpu);
	exit_of(nr, 0);
	kvm_vmexit_record_mmio(&vcpu, 0x380000000000);
	kvm_vmexit_record_entry(&vcpu);
	tap_is_text(rows(),
		    "doorbell:0xfe003004 1 7, mmio:0x380000000000 1 0, mmio:0xfee00000 1 5, mmio:0xffffffffff000 1 0",
		    "pages of devices and doorbells, once each, wherever they are");

	exit_of(other, 0);
	kvm_vmexit_record_doorbell(&vcpu, 0x5e2);
	kvm_vmexit_record_entry(&vcpu);
	kvm_vmexit_record_mmio(&vcpu, 0xfee00300);
	tap_is_text(rows(),
		    "doorbell:0xfe003004 1 7, mmio:0x380000000000 1 0, mmio:0xfee00000 1 5, mmio:0xffffffffff000 1 0",
		    "of no other reason, and of none without an open exit");

	exit_of(nr, 0);
	tsc += 10;
	kvm_vmexit_charge(state);
	kvm_vmexit_causes_forget(state->stats->causes, kvm_vmexit_late_forget(state));
	tsc += 3;
	kvm_vmexit_record_mmio(&vcpu, 0xfee00300);
	tsc += 1;
	kvm_vmexit_record_entry(&vcpu);
	tap_is_text(rows(), "mmio:0xfee00000 0 4", "a reset before it is known: it has the time after it");

	exit_of(nr, 0);
	kvm_vmexit_settle(state);
	kvm_vmexit_record_mmio(&vcpu, 0xfee00300);
	tap_is_text(rows(), "mmio:0xfee00000 0 4", "an account that was ended has no more");
}

static void ask_register(u32 nr, u64 number)
{
	exit_with(nr, number, number, 2);
}

static void ask_port(u32 nr, u64 number)
{
	exit_and_entry(nr, number << 16 | (number >> 16 & 7), 2);
}

static void ask_page(u32 nr, u64 number)
{
	exit_of(nr, 0);
	tsc += 2;
	kvm_vmexit_record_mmio(&vcpu, number << 12);
	kvm_vmexit_record_entry(&vcpu);
}

static void ask_far_page(u32 nr, u64 number)
{
	ask_page(nr, number << 8);
}

static void ask_ghcb(u32 nr, u64 code, u64 info, u64 number)
{
	vcpu.arch.regs[VCPU_REGS_RAX] = vcpu.arch.regs[VCPU_REGS_RCX] = number;
	exit_of(nr, 0);
	tsc += 2;
	kvm_vmexit_record_ghcb(&vcpu, code, info);
	kvm_vmexit_record_entry(&vcpu);
}

static void ask_ghcb_code(u32 nr, u64 number)
{
	ask_ghcb(nr, 0x80000100 + number, 0, 0);
}

static void ask_ghcb_page(u32 nr, u64 number)
{
	ask_ghcb(nr, SVM_VMGEXIT_MMIO_READ, number << 12, 0);
}

static void ask_ghcb_msr(u32 nr, u64 number)
{
	ask_ghcb(nr, SVM_EXIT_MSR, number & 1, number);
}

static void ask_td(u32 nr, u64 number)
{
	kvm_vmexit_record_exit_td(&vcpu, nr, &((struct args) { .r11 = number }));
	tsc += 2;
	kvm_vmexit_record_entry(&vcpu);
}

static const struct hostile {
	const char *what;
	unsigned int isa;
	u32 nr;
	void (*ask)(u32 nr, u64 number);
} hostile[] = {
	{ "MSRs", KVM_ISA_VMX, EXIT_REASON_MSR_READ, ask_register },
	{ "ports", KVM_ISA_VMX, EXIT_REASON_IO_INSTRUCTION, ask_port },
	{ "hypercalls", KVM_ISA_SVM, SVM_EXIT_VMMCALL, ask_register },
	{ "pages of devices", KVM_ISA_SVM, SVM_EXIT_NPF, ask_page },
	{ "pages 1 MiB apart", KVM_ISA_VMX, EXIT_REASON_EPT_MISCONFIG, ask_far_page },
	{ "exit codes in a GHCB", KVM_ISA_SVM, SVM_EXIT_VMGEXIT, ask_ghcb_code },
	{ "pages in a GHCB", KVM_ISA_SVM, SVM_EXIT_VMGEXIT, ask_ghcb_page },
	{ "MSRs in a GHCB", KVM_ISA_SVM, SVM_EXIT_VMGEXIT, ask_ghcb_msr },
	{ "calls of a TD", KVM_ISA_VMX, EXIT_REASON_TDCALL, ask_td },
};

/* One that asks for everything: nothing but its own new keys is the worse for it. */
static void test_full(const struct hostile *of)
{
	const u32 cpuid = of->isa == KVM_ISA_VMX ? EXIT_REASON_CPUID : SVM_EXIT_CPUID;
	u64 number, kernel, exits, before;
	struct kvm_vmexit_cause *first;

	new_vcpu(of->isa);
	exit_with(cpuid, 0, 0, 1);
	first = place_of(0, cpuid);
	for (number = 1; number < 1000000; number++)
		of->ask(of->nr, number);
	printf("# a million %s\n", of->what);
	exits = sum_of_rows(&kernel);
	tap_is_u64(places(), KVM_VMEXIT_NR_CAUSES, "the table is full");
	tap_is_u64(exits_of(of->nr), 999999, "all of them are counted");
	tap_is_u64(kernel, 1 + 2 * (exits - 1), "each that has a place has its time there, no other");
	exit_with(cpuid, 0, 0, 1);
	tap_is_u64(first->exits, 2, "a key keeps its place");
	before = sum_of_rows(&kernel);
	of->ask(of->nr, number);
	tap_is_u64(sum_of_rows(&kernel), before, "another finds none");
	tap_ok(state->cause == KVM_VMEXIT_PLACE_NONE, "and leaves nothing open");
}

/* The first from @number on that is at home where @home is. */
static u32 neighbour(u32 number, u32 nr, unsigned long home)
{
	while (home_of(number, nr) != home)
		number++;
	return number;
}

static void test_displaced(void)
{
	const u32 rd = EXIT_REASON_MSR_READ, wr = EXIT_REASON_MSR_WRITE;
	u32 second, third, written;
	unsigned long home;

	new_vcpu(KVM_ISA_VMX);
	home = home_of(0x10, rd);
	second = neighbour(0x11, rd, home);
	third = neighbour(second + 1, rd, home);
	written = neighbour(0, wr, home);
	exit_with(rd, 0x10, 0, 1);
	exit_with(rd, second, 0, 1);
	exit_with(wr, written, 0, 1);
	exit_with(rd, third, 0, 1);
	exit_with(rd, second, 0, 1);
	exit_with(wr, written, 0, 1);
	tap_is_u64(kvm_vmexit_cause_at(state->causes, home)->exits, 1,
		   "who comes first is at home");
	tap_is_u64(place_of(second, rd)->exits, 2, "who comes next is beside it");
	tap_is_u64(place_of(written, wr)->exits, 2, "another kind's, too");
	tap_is_u64(place_of(third, rd)->exits, 1, "and a third");

	new_vcpu(KVM_ISA_VMX);
	exit_with(rd, 0x10, 0, 1);
	exit_with(wr, 0x10, 0, 2);
	tap_is_text(rows(), "rdmsr:0x10 1 1, wrmsr:0x10 1 2",
		    "the same number of another kind is another key");
}

/* More than are looked at, one after the other. */
static void test_run(void)
{
	const unsigned long size = sizeof(struct kvm_vmexit_causes);
	unsigned long home, place;
	u64 kernel;
	int i;

	new_vcpu(KVM_ISA_VMX);
	home = home_of(0x10, EXIT_REASON_MSR_WRITE);
	for (i = 0; i < 20; i++) {
		place = (home + i * sizeof(struct kvm_vmexit_cause)) % size;
		exit_with(EXIT_REASON_MSR_READ, neighbour(0x11, EXIT_REASON_MSR_READ, place), 0, 1);
	}
	exit_with(EXIT_REASON_MSR_WRITE, 0x10, 0, 1);
	tap_is_u64(sum_of_rows(&kernel), 21, "a run of places that are taken is no obstacle");
}

static void test_ends(void)
{
	u64 kernel;

	new_vcpu(KVM_ISA_VMX);
	exit_with(EXIT_REASON_CPUID, 1, 0, 3);
	vcpu.arch.regs[VCPU_REGS_RAX] = 2;
	exit_of(EXIT_REASON_CPUID, 0);
	tsc += 10;
	kvm_vmexit_charge(state);
	kvm_vmexit_causes_forget(state->stats->causes, kvm_vmexit_late_forget(state));
	tap_is_text(rows(), "", "a reset: nothing is left");
	tsc += 4;
	kvm_vmexit_record_entry(&vcpu);
	tap_is_text(rows(), "cpuid:0x2 0 4", "what was open has the time after it");
	exit_with(EXIT_REASON_CPUID, 1, 0, 3);
	tap_is_text(rows(), "cpuid:0x1 1 3, cpuid:0x2 0 4", "and keys have places again");

	vcpu.arch.regs[VCPU_REGS_RAX] = 1;
	exit_of(EXIT_REASON_CPUID, 0);
	tsc += 6;
	kvm_vmexit_settle(state);
	tap_is_text(rows(), "cpuid:0x1 2 9, cpuid:0x2 0 4", "an account that is ended has the time so far");
	tap_ok(state->cause == KVM_VMEXIT_PLACE_NONE, "and nothing is open");
	tsc += 100;
	kvm_vmexit_record_entry(&vcpu);
	tsc += 100;
	kvm_vmexit_record_entry(&vcpu);
	tap_is_text(rows(), "cpuid:0x1 2 9, cpuid:0x2 0 4", "an entry without an exit before it belongs to no cause");

	new_vcpu(KVM_ISA_VMX);
	with_causes(false);
	exit_with(EXIT_REASON_CPUID, 1, 0, 3);
	tap_is_text(rows(), "", "switched off: nothing");
	with_causes(true);

	state->causes = &kvm_vmexit_no_causes;
	exit_with(EXIT_REASON_CPUID, 1, 0, 3);
	exit_with(EXIT_REASON_CPUID, U32_MAX, 0, 3);
	tap_is_u64(exits_of(EXIT_REASON_CPUID), 3, "a vCPU without a table counts");
	tap_is_u64(sum_of_rows(&kernel), 0, "nothing else");

	state->causes = state->stats->causes;
	kvm_vmexit_record_exit_only(&vcpu, EXIT_REASON_CPUID);
	kvm_vmexit_record_entry(&vcpu);
	tap_is_u64(sum_of_rows(&kernel), 0, "nor one whose registers are hidden");
	tap_is_u64(exits_of(EXIT_REASON_CPUID), 4, "which counts, too");
}

int main(void)
{
	test_svm();
	test_vmx();
	test_scan(KVM_ISA_VMX, EXIT_REASON_CPUID);
	test_scan(KVM_ISA_SVM, SVM_EXIT_CPUID);
	test_interrupts();
	test_ghcb();
	test_td();
	test_hypercalls(KVM_ISA_VMX, EXIT_REASON_VMCALL);
	test_hypercalls(KVM_ISA_SVM, SVM_EXIT_VMMCALL);
	test_faults(KVM_ISA_VMX, EXIT_REASON_EPT_VIOLATION);
	test_faults(KVM_ISA_SVM, SVM_EXIT_NPF);
	test_devices(KVM_ISA_VMX, EXIT_REASON_EPT_MISCONFIG, EXIT_REASON_HLT);
	test_devices(KVM_ISA_SVM, SVM_EXIT_NPF, SVM_EXIT_HLT);
	for (size_t i = 0; i < ARRAY_SIZE(hostile); i++)
		test_full(&hostile[i]);
	test_displaced();
	test_run();
	test_ends();
	return tap_done();
}
