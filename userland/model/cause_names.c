// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "base/util.h"
#include "model/cause_names.h"

static const struct {
	const char *kind;
	u32 first, last;
	const char *name;
} names[] = {
#include "cause_names_rows.h"
};

/* What stands in front of the number, and what the number is of. */
static const struct {
	const char *word, *kind;
} kinds[] = {
	{ "rdmsr", "msr" },
	{ "wrmsr", "msr" },
	{ "in", "port" },
	{ "ins", "port" },
	{ "out", "port" },
	{ "outs", "port" },
	{ "cpuid", "cpuid" },
	{ "hypercall", "hypercall" },
	{ "hyperv", "hyperv" },
	{ "mmio", "mmio" },
	{ "intr", "intr" },
	{ "apic-read", "apic" },
	{ "apic-write", "apic" },
	{ "vmgexit", "vmgexit" },
	{ "ghcb-msr", "ghcb" },
	{ "tdvmcall", "tdvmcall" },
};

/* By vector. */
static const char *const exceptions[] = {
	"#DE", "#DB", "NMI", "#BP", "#OF", "#BR", "#UD", "#NM", "#DF", "", "#TS", "#NP", "#SS", "#GP",
	"#PF", "", "#MF", "#AC", "#MC", "#XM", "#VE", "#CP", "", "", "", "", "", "", "#HV", "#VC", "#SX",
};

/* "excp:14", in decimal. */
static const char *exception_name(const char *vector)
{
	const unsigned long number = strtoul(vector, NULL, 10);

	return number < ARRAY_SIZE(exceptions) ? exceptions[number] : "";
}

static const char *kind_of(const char *cause, size_t len)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strlen(kinds[i].word) == len && !memcmp(kinds[i].word, cause, len))
			return kinds[i].kind;
	return NULL;
}

const char *cause_name(const char *cause)
{
	const size_t len = strcspn(cause, ":");
	const char *kind = kind_of(cause, len);
	unsigned long number;
	char *end;

	if (!strcmp(cause, "cpuid:scan"))
		return "search for a hypervisor";
	if (!strncmp(cause, "excp:", 5))
		return exception_name(cause + 5);
	if (!strncmp(cause, "doorbell:", 9))
		return "ioeventfd, as of a virtio queue";
	if (!kind || !cause[len])
		return "";
	number = strtoul(cause + len + 1, &end, 16);
	if (end == cause + len + 1)
		return "";
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(names[i].kind, kind) && names[i].first <= number &&
		    number <= names[i].last)
			return names[i].name;
	return "";
}
