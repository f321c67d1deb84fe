// SPDX-License-Identifier: GPL-2.0-only
/* Which KVM this is, and its names of the exit reasons, from its own headers. */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <cpuid.h>
#include <stddef.h>
#include <stdio.h>

#include "vmm/host.h"

/* What asm/svm.h takes from headers that are not exported to userspace. */
#define DE_VECTOR	0
#define DB_VECTOR	1
#define BP_VECTOR	3
#define OF_VECTOR	4
#define BR_VECTOR	5
#define UD_VECTOR	6
#define NM_VECTOR	7
#define DF_VECTOR	8
#define TS_VECTOR	10
#define NP_VECTOR	11
#define SS_VECTOR	12
#define GP_VECTOR	13
#define PF_VECTOR	14
#define MF_VECTOR	16
#define AC_VECTOR	17
#define MC_VECTOR	18
#define XM_VECTOR	19

#define CPUID_VMX	0x20	/* leaf 1, ECX */
#define CPUID_SVM	0x4	/* leaf 0x80000001, ECX */

struct reason {
	uint32_t nr;
	const char *name;
};

static const struct reason vmx_reasons[] = { VMX_EXIT_REASONS, { 0, NULL } };
static const struct reason svm_reasons[] = { SVM_EXIT_REASONS, { 0, NULL } };

/* A boolean module parameter; @otherwise where it cannot be read. */
static int module_parameter(const char *path, int otherwise)
{
	FILE *file = fopen(path, "re");
	int value;

	if (!file)
		return otherwise;
	value = getc(file);
	fclose(file);
	return value == 'Y' || value == '1';
}

static void probe_vmx(struct host *host)
{
	host->isa = HOST_VMX;
	host->two_dimensional = module_parameter("/sys/module/kvm_intel/parameters/ept", 1);
	host->accessed_bits = module_parameter("/sys/module/kvm_intel/parameters/eptad", 1);
	host->real_mode =
		module_parameter("/sys/module/kvm_intel/parameters/unrestricted_guest", 1);
	host->mmio_caching = module_parameter("/sys/module/kvm/parameters/mmio_caching", 1);
}

static void probe_svm(struct host *host)
{
	host->isa = HOST_SVM;
	host->two_dimensional = module_parameter("/sys/module/kvm_amd/parameters/npt", 1);
	host->accessed_bits = 1;
	host->real_mode = 1;
	host->mmio_caching = 0;
}

int host_probe(struct host *host)
{
	unsigned int eax, ebx, ecx, edx;

	if (__get_cpuid(0x80000001, &eax, &ebx, &ecx, &edx) && (ecx & CPUID_SVM)) {
		probe_svm(host);
		return 0;
	}
	if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) && (ecx & CPUID_VMX)) {
		probe_vmx(host);
		return 0;
	}
	return -1;
}

const char *host_reason_name(const struct host *host, uint32_t nr)
{
	const struct reason *reason = host->isa == HOST_VMX ? vmx_reasons : svm_reasons;

	while (reason->name && reason->nr != nr)
		reason++;
	return reason->name ? reason->name : "unknown";
}

const char *host_reason_format(const struct host *host)
{
	return host->isa == HOST_VMX ? "%u" : "%#x";
}
