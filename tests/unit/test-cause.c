// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is behind exits: the keys of both vendors, a vCPU's table of them, and what
 * becomes of more keys than it has places for.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "exit_stats.h"
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
	case SVM_EXIT_CPUID:
	case SVM_EXIT_HLT:
	case SVM_EXIT_IOIO:
	case SVM_EXIT_MSR:
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
	if (kvm_vmexit_record_exit(&vcpu, nr))
		kvm_vmexit_record_cause(&vcpu, nr, info);
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
		length = kvm_vmexit_cause_text(text[n], sizeof(text[n]), kvm_vmexit_isa,
					       cause->number, cause->tag);
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

static struct kvm_vmexit_cause *place_of(u32 number, u32 tag)
{
	return &state->causes->cause[kvm_vmexit_find_cause(state->causes, number, tag) - 1];
}

/* One that asks for everything: nothing but its own new keys is the worse for it. */
static void test_full(void)
{
	u64 number, kernel, exits, before;
	struct kvm_vmexit_cause *first;

	new_vcpu(KVM_ISA_VMX);
	exit_with(EXIT_REASON_CPUID, 0, 0, 1);
	first = place_of(0, EXIT_REASON_CPUID);
	for (number = 1; number < 1000000; number++)
		exit_with(EXIT_REASON_MSR_READ, number, 0, 2);
	exits = sum_of_rows(&kernel);
	tap_is_u64(exits, KVM_VMEXIT_NR_CAUSES, "a million MSRs: the table is full");
	tap_is_u64(exits_of(EXIT_REASON_MSR_READ), 999999, "all of them are counted");
	tap_is_u64(kernel, 1 + 2 * (exits - 1), "each that has a place has its time there, no other");
	exit_with(EXIT_REASON_CPUID, 0, 0, 1);
	tap_is_u64(first->exits, 2, "a key keeps its place");
	before = sum_of_rows(&kernel);
	exit_with(EXIT_REASON_CPUID, 7, 0, 1);
	tap_is_u64(sum_of_rows(&kernel), before, "another finds none");
	tap_ok(!state->cause, "and leaves nothing open");
}

static void test_displaced(void)
{
	u32 number, found[2] = { 0 }, n = 0;
	const struct kvm_vmexit_cause *home;

	new_vcpu(KVM_ISA_VMX);
	home = &state->causes->cause[kvm_vmexit_cause_home(0x10)];
	for (number = 0x11; n < 2; number++) {
		if (kvm_vmexit_cause_home(number) == kvm_vmexit_cause_home(0x10))
			found[n++] = number;
	}
	exit_with(EXIT_REASON_MSR_READ, 0x10, 0, 1);
	exit_with(EXIT_REASON_MSR_READ, found[0], 0, 1);
	exit_with(EXIT_REASON_MSR_WRITE, 0x10, 0, 1);
	exit_with(EXIT_REASON_MSR_READ, found[1], 0, 1);
	exit_with(EXIT_REASON_MSR_READ, found[0], 0, 1);
	exit_with(EXIT_REASON_MSR_WRITE, 0x10, 0, 1);
	tap_is_u64(home->exits, 1, "who comes first is at home");
	tap_is_u64(place_of(found[0], EXIT_REASON_MSR_READ)->exits, 2,
		   "who comes next is beside it");
	tap_is_u64(place_of(0x10, EXIT_REASON_MSR_WRITE)->exits, 2,
		   "the same number of another kind is another key");
	tap_is_u64(place_of(found[1], EXIT_REASON_MSR_READ)->exits, 1, "and a third");
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
	kvm_vmexit_causes_forget(state->stats->causes, state->cause);
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
	tap_ok(!state->cause, "and nothing is open");

	new_vcpu(KVM_ISA_VMX);
	kvm_vmexit_causes.on = false;
	kvm_vmexit_time.on = true;
	exit_with(EXIT_REASON_CPUID, 1, 0, 3);
	tap_is_text(rows(), "", "switched off: nothing");
	kvm_vmexit_causes.on = true;
	kvm_vmexit_time.on = false;

	state->causes = (struct kvm_vmexit_causes *)&kvm_vmexit_no_causes;
	exit_with(EXIT_REASON_CPUID, 1, 0, 3);
	exit_with(EXIT_REASON_CPUID, U32_MAX, 0, 3);
	tap_is_u64(exits_of(EXIT_REASON_CPUID), 3, "a vCPU without a table counts");
	tap_is_u64(sum_of_rows(&kernel), 0, "nothing else");

	state->causes = state->stats->causes;
	if (kvm_vmexit_record_exit(&vcpu, EXIT_REASON_CPUID))
		kvm_vmexit_record_no_cause(&vcpu);
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
	test_full();
	test_displaced();
	test_ends();
	return tap_done();
}
