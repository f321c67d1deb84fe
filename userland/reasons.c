// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lists are the kernel's own: its user-space headers (linux-libc-dev) have
 * them as initializers, made for tools like this one. A reason that is newer
 * than the header this program was built with has no name here, only a number.
 */
#include <asm/kvm.h>	/* the exception vectors that SVM_EXIT_REASONS uses */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "reasons.h"

struct reason_name {
	u32 nr;
	const char *name;
};

static const struct reason_name vmx_names[] = { VMX_EXIT_REASONS };
static const struct reason_name svm_names[] = { SVM_EXIT_REASONS };

static const char *find(const struct reason_name *names, size_t nr_names, u32 nr)
{
	for (size_t i = 0; i < nr_names; i++)
		if (names[i].nr == nr)
			return names[i].name;
	return NULL;
}

const char *reason_name_of(enum isa isa, u32 nr)
{
	if (isa == ISA_VMX)
		return find(vmx_names, ARRAY_SIZE(vmx_names), nr);
	return find(svm_names, ARRAY_SIZE(svm_names), nr);
}

bool reason_exists(enum isa isa, const char *text)
{
	const struct reason_name *names = isa == ISA_VMX ? vmx_names : svm_names;
	size_t nr_names = isa == ISA_VMX ? ARRAY_SIZE(vmx_names) : ARRAY_SIZE(svm_names);
	char *end;
	u64 nr = strtoull(text, &end, 0);

	for (size_t i = 0; i < nr_names; i++)
		if (!strcasecmp(names[i].name, text) ||
		    (end != text && !*end && names[i].nr == (u32)nr))
			return true;
	return false;
}

u32 cpuid_reason(enum isa isa)
{
	return isa == ISA_VMX ? EXIT_REASON_CPUID : SVM_EXIT_CPUID;
}

char *format_reason_nr(char *text, size_t room, enum isa isa, u32 nr)
{
	if (isa == ISA_VMX)
		snprintf(text, room, "%u", nr);
	else if ((int)nr < 0 && (int)nr >= -2)
		snprintf(text, room, "%d", (int)nr);
	else
		snprintf(text, room, "0x%x", nr);
	return text;
}
