// SPDX-License-Identifier: GPL-2.0-only
#include "model/reasons.h"
#include "tap.h"

static void name(enum isa isa, u32 nr, const char *wanted)
{
	const char *got = reason_name_of(isa, nr);

	tap_is_text(got ? got : "none", wanted, wanted);
}

static void number(enum isa isa, u32 nr, const char *wanted)
{
	char text[16];

	tap_is_text(format_reason_nr(text, sizeof(text), isa, nr), wanted, wanted);
}

int main(void)
{
	name(ISA_VMX, 0, "EXCEPTION_NMI");
	name(ISA_VMX, 10, "CPUID");
	name(ISA_VMX, 12, "HLT");
	name(ISA_VMX, 30, "IO_INSTRUCTION");
	name(ISA_VMX, 35, "none");
	name(ISA_VMX, 48, "EPT_VIOLATION");
	name(ISA_VMX, 444, "none");
	name(ISA_VMX, 0xffffffff, "none");
	name(ISA_SVM, 0, "read_cr0");
	name(ISA_SVM, 0x4e, "PF excp");
	name(ISA_SVM, 0x72, "cpuid");
	name(ISA_SVM, 0x78, "hlt");
	name(ISA_SVM, 0x400, "npf");
	name(ISA_SVM, 0xffffffff, "invalid_guest_state");
	name(ISA_SVM, 10, "none");
	number(ISA_VMX, 10, "10");
	number(ISA_VMX, 0xffffffff, "4294967295");
	number(ISA_SVM, 0, "0x0");
	number(ISA_SVM, 0x72, "0x72");
	number(ISA_SVM, 0xffffffff, "-1");
	number(ISA_SVM, 0xfffffffe, "-2");
	number(ISA_SVM, 0xf0000000, "0xf0000000");
	tap_is_u64(cpuid_reason(ISA_VMX), 10, "CPUID on VMX");
	tap_is_u64(cpuid_reason(ISA_SVM), 0x72, "CPUID on SVM");
	return tap_done();
}
