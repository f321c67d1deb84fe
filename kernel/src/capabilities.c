// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: the file capabilities, which VMX or SVM controls the CPU
 * offers
 *
 * Read from the hardware of the CPU that serves the reader, not from what KVM
 * makes of it.
 */
#include <linux/seq_file.h>
#include <linux/string_helpers.h>
#include <asm/msr.h>
#include <asm/vmx.h>

#include "compat.h"
#include "debugfs.h"
#include "exit_stats.h"
#include "reason.h"
#include "trace.h"

struct control {
	u64 mask;
	const char *name;
};

/* The kernel's own names, less their common beginning. */
#define PIN(name)	{ PIN_BASED_##name, #name }
#define CPU(name)	{ CPU_BASED_##name, #name }
#define SECONDARY(name)	{ SECONDARY_EXEC_##name, #name }
#define TERTIARY(name)	{ TERTIARY_EXEC_##name, #name }
#define EXIT(name)	{ VM_EXIT_##name, #name }
#define ENTRY(name)	{ VM_ENTRY_##name, #name }

static const struct control pin_based[] = {
	PIN(EXT_INTR_MASK), PIN(NMI_EXITING), PIN(VIRTUAL_NMIS),
	PIN(VMX_PREEMPTION_TIMER), PIN(POSTED_INTR),
};

static const struct control primary[] = {
	CPU(INTR_WINDOW_EXITING), CPU(USE_TSC_OFFSETTING), CPU(HLT_EXITING),
	CPU(INVLPG_EXITING), CPU(MWAIT_EXITING), CPU(RDPMC_EXITING),
	CPU(RDTSC_EXITING), CPU(CR3_LOAD_EXITING), CPU(CR3_STORE_EXITING),
	CPU(ACTIVATE_TERTIARY_CONTROLS), CPU(CR8_LOAD_EXITING),
	CPU(CR8_STORE_EXITING), CPU(TPR_SHADOW), CPU(NMI_WINDOW_EXITING),
	CPU(MOV_DR_EXITING), CPU(UNCOND_IO_EXITING), CPU(USE_IO_BITMAPS),
	CPU(MONITOR_TRAP_FLAG), CPU(USE_MSR_BITMAPS), CPU(MONITOR_EXITING),
	CPU(PAUSE_EXITING), CPU(ACTIVATE_SECONDARY_CONTROLS),
};

static const struct control secondary[] = {
	SECONDARY(VIRTUALIZE_APIC_ACCESSES), SECONDARY(ENABLE_EPT),
	SECONDARY(DESC), SECONDARY(ENABLE_RDTSCP),
	SECONDARY(VIRTUALIZE_X2APIC_MODE), SECONDARY(ENABLE_VPID),
	SECONDARY(WBINVD_EXITING), SECONDARY(UNRESTRICTED_GUEST),
	SECONDARY(APIC_REGISTER_VIRT), SECONDARY(VIRTUAL_INTR_DELIVERY),
	SECONDARY(PAUSE_LOOP_EXITING), SECONDARY(RDRAND_EXITING),
	SECONDARY(ENABLE_INVPCID), SECONDARY(ENABLE_VMFUNC),
	SECONDARY(SHADOW_VMCS), SECONDARY(ENCLS_EXITING),
	SECONDARY(RDSEED_EXITING), SECONDARY(ENABLE_PML),
	SECONDARY(EPT_VIOLATION_VE), SECONDARY(PT_CONCEAL_VMX),
	SECONDARY(ENABLE_XSAVES), SECONDARY(MODE_BASED_EPT_EXEC),
	SECONDARY(PT_USE_GPA), SECONDARY(TSC_SCALING),
	SECONDARY(ENABLE_USR_WAIT_PAUSE), SECONDARY(BUS_LOCK_DETECTION),
	SECONDARY(NOTIFY_VM_EXITING),
};

static const struct control tertiary[] = {
	TERTIARY(IPI_VIRT),
};

static const struct control vm_exit[] = {
	EXIT(SAVE_DEBUG_CONTROLS), EXIT(HOST_ADDR_SPACE_SIZE),
	EXIT(LOAD_IA32_PERF_GLOBAL_CTRL), EXIT(ACK_INTR_ON_EXIT),
	EXIT(SAVE_IA32_PAT), EXIT(LOAD_IA32_PAT), EXIT(SAVE_IA32_EFER),
	EXIT(LOAD_IA32_EFER), EXIT(SAVE_VMX_PREEMPTION_TIMER),
	EXIT(CLEAR_BNDCFGS), EXIT(PT_CONCEAL_PIP), EXIT(CLEAR_IA32_RTIT_CTL),
};

static const struct control vm_entry[] = {
	ENTRY(LOAD_DEBUG_CONTROLS), ENTRY(IA32E_MODE), ENTRY(SMM),
	ENTRY(DEACT_DUAL_MONITOR), ENTRY(LOAD_IA32_PERF_GLOBAL_CTRL),
	ENTRY(LOAD_IA32_PAT), ENTRY(LOAD_IA32_EFER), ENTRY(LOAD_BNDCFGS),
	ENTRY(PT_CONCEAL_PIP), ENTRY(LOAD_IA32_RTIT_CTL),
};

/*
 * A capability MSR says which bits may be clear (its low half) and which may
 * be set (its high half); where the CPU has a "true" variant, only that one
 * tells of the bits that old software takes for fixed.  Intel SDM,
 * "VMX Capability Reporting Facility".
 */
struct group {
	const char *name;
	u32 msr, true_msr;
	const struct control *controls;
	size_t nr_controls;
};

static const struct group groups[] = {
	{ "pin_based", MSR_IA32_VMX_PINBASED_CTLS,
	  MSR_IA32_VMX_TRUE_PINBASED_CTLS, pin_based, ARRAY_SIZE(pin_based) },
	{ "primary", MSR_IA32_VMX_PROCBASED_CTLS,
	  MSR_IA32_VMX_TRUE_PROCBASED_CTLS, primary, ARRAY_SIZE(primary) },
	{ "secondary", MSR_IA32_VMX_PROCBASED_CTLS2, 0,
	  secondary, ARRAY_SIZE(secondary) },
	{ "vm_exit", MSR_IA32_VMX_EXIT_CTLS,
	  MSR_IA32_VMX_TRUE_EXIT_CTLS, vm_exit, ARRAY_SIZE(vm_exit) },
	{ "vm_entry", MSR_IA32_VMX_ENTRY_CTLS,
	  MSR_IA32_VMX_TRUE_ENTRY_CTLS, vm_entry, ARRAY_SIZE(vm_entry) },
};

static void show_control(struct seq_file *m, const char *group,
			 const struct control *control, u64 set, u64 clear)
{
	unsigned int bit = __ffs64(control->mask);

	seq_printf(m, "%s\t%s\t%u\t%s\t%s\n", group, control->name,
		   bit, str_yes_no(set & control->mask),
		   str_yes_no(clear & control->mask));
}

static u64 read_group(const struct group *group)
{
	u64 basic = 0, value = 0;

	rdmsrl_safe(MSR_IA32_VMX_BASIC, &basic);
	if (!group->true_msr || !(basic & VMX_BASIC_TRUE_CTLS) ||
	    rdmsrl_safe(group->true_msr, &value))
		rdmsrl_safe(group->msr, &value);

	return value;
}

static void show_vmx(struct seq_file *m)
{
	const struct group *group;
	u64 value = 0;
	size_t i, j;

	for (i = 0; i < ARRAY_SIZE(groups); i++) {
		group = &groups[i];
		value = read_group(group);
		for (j = 0; j < group->nr_controls; j++)
			show_control(m, group->name, &group->controls[j],
				     upper_32_bits(value),
				     ~lower_32_bits(value));
	}

	/* All 64 bits of this one say what may be set; all may be clear. */
	value = 0;
	rdmsrl_safe(MSR_IA32_VMX_PROCBASED_CTLS3, &value);
	for (j = 0; j < ARRAY_SIZE(tertiary); j++)
		show_control(m, "tertiary", &tertiary[j], value, U64_MAX);
}

/* CPUID Fn8000_000A_EDX, AMD APM, "SVM Features": all optional to use. */
#define SVM(name)	{ BIT(X86_FEATURE_##name % 32), #name }

static const struct control svm_features[] = {
	SVM(NPT), SVM(LBRV), SVM(SVML), SVM(NRIPS), SVM(TSCRATEMSR),
	SVM(VMCBCLEAN), SVM(FLUSHBYASID), SVM(DECODEASSISTS), SVM(PAUSEFILTER),
	SVM(PFTHRESHOLD), SVM(AVIC), SVM(V_VMSAVE_VMLOAD), SVM(VGIF),
	SVM(X2AVIC), SVM(V_SPEC_CTRL), SVM(VNMI),
};

static void show_svm(struct seq_file *m)
{
	u32 features = cpuid_edx(0x8000000a);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(svm_features); i++)
		show_control(m, "svm", &svm_features[i], features, U64_MAX);
}

static int capabilities_show(struct seq_file *m, void *unused)
{
	seq_puts(m, "group\tname\tbit\tset\tclear\n");
	if (kvm_vmexit_isa == KVM_ISA_VMX)
		show_vmx(m);
	else
		show_svm(m);

	return 0;
}

static int capabilities_open(struct inode *inode, struct file *file)
{
	return single_open(file, capabilities_show, NULL);
}

const struct file_operations kvm_vmexit_capabilities_fops = {
	.owner		= THIS_MODULE,
	.open		= capabilities_open,
	.read		= seq_read,
	.llseek		= seq_lseek,
	.release	= single_release,
};
