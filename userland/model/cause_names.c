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
};

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
