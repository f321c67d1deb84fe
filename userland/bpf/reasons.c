// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>
#include <asm/kvm.h>
#include <asm/svm.h>
#include <asm/vmx.h>
#include "reasons.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

struct name {
	unsigned int nr;
	const char *text;
};

static const struct name vmx_names[] = { VMX_EXIT_REASONS };
static const struct name svm_names[] = { SVM_EXIT_REASONS };

/* What libc's headers may not have yet, from those of Linux 7.3: uapi/asm/vmx.h and svm.h */
enum {
	NEWER_TDCALL = 77,
	NEWER_MSR_READ_IMM = 84,
	NEWER_MSR_WRITE_IMM = 85,
};

static const struct name vmx_newer[] = {
	{ NEWER_TDCALL, "TDCALL" },
	{ NEWER_MSR_READ_IMM, "MSR_READ_IMM" },
	{ NEWER_MSR_WRITE_IMM, "MSR_WRITE_IMM" },
};

static const struct name svm_newer[] = { { 0xa5, "buslock" }, { 0xa6, "idle-halt" } };

static const unsigned int vmx_keyed[] = {
	EXIT_REASON_CPUID, EXIT_REASON_VMCALL, EXIT_REASON_MSR_READ, EXIT_REASON_MSR_WRITE,
	EXIT_REASON_IO_INSTRUCTION, NEWER_MSR_READ_IMM, NEWER_MSR_WRITE_IMM,
};

static const unsigned int svm_keyed[] = {
	SVM_EXIT_CPUID, SVM_EXIT_VMMCALL, SVM_EXIT_MSR, SVM_EXIT_IOIO,
};

/* index_of: an exit code's, as the BPF programs make it */
static unsigned int index_of(unsigned int nr)
{
	if (nr < BPF_EXITS_LOW)
		return nr;
	if (nr == (unsigned int)SVM_EXIT_ERR)
		return BPF_EXITS_FAILED;
	nr -= BPF_EXITS_NPF;
	return nr < BPF_EXITS_NPFS ? BPF_EXITS_LOW + nr : BPF_EXITS_UNKNOWN;
}

static bool is_among(unsigned int nr, const unsigned int *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == nr)
			return true;
	return false;
}

static void add(struct bpf_reasons *reasons, const struct name *name)
{
	unsigned int slot = reasons->used, index = index_of(name->nr);

	/* What a guest itself writes into its GHCB is no reason of the hardware's. */
	if (index == BPF_EXITS_UNKNOWN || slot == BPF_EXITS_SLOTS ||
	    reasons->slot_of[index] != BPF_EXITS_SLOT_OTHER)
		return;
	snprintf(reasons->nr[slot], sizeof(reasons->nr[slot]), reasons->on_vmx ? "%u" : "0x%x",
		 name->nr);
	reasons->name[slot] = name->text;
	reasons->keyed[slot] = reasons->on_vmx ?
		is_among(name->nr, vmx_keyed, ARRAY_SIZE(vmx_keyed)) :
		is_among(name->nr, svm_keyed, ARRAY_SIZE(svm_keyed));
	reasons->slot_of[index] = slot;
	reasons->used++;
}

static void add_all(struct bpf_reasons *reasons, const struct name *names, size_t n)
{
	for (size_t i = 0; i < n; i++)
		add(reasons, &names[i]);
}

void bpf_reasons_init(struct bpf_reasons *reasons, bool on_vmx)
{
	memset(reasons, 0, sizeof(*reasons));
	memset(reasons->slot_of, BPF_EXITS_SLOT_OTHER, sizeof(reasons->slot_of));
	reasons->on_vmx = on_vmx;
	reasons->used = BPF_EXITS_SLOT_FIRST;
	strcpy(reasons->nr[BPF_EXITS_SLOT_OTHER], "-");
	reasons->name[BPF_EXITS_SLOT_OTHER] = "OTHER";
	if (on_vmx) {
		add_all(reasons, vmx_names, ARRAY_SIZE(vmx_names));
		add_all(reasons, vmx_newer, ARRAY_SIZE(vmx_newer));
	} else {
		add_all(reasons, svm_names, ARRAY_SIZE(svm_names));
		add_all(reasons, svm_newer, ARRAY_SIZE(svm_newer));
	}
}
