// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lists are the kernel's own: its user-space headers (linux-libc-dev) have
 * them as initializers, made for tools like this one. Those of Linux 7.3 follow,
 * for headers that are older; what is newer still has no name here, only a
 * number.
 */
#include <asm/kvm.h>	/* the exception vectors that SVM_EXIT_REASONS uses */
#include <asm/svm.h>
#include <asm/vmx.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/fields.h"
#include "model/names.h"
#include "model/reasons.h"

struct reason_name {
	u32 nr;
	const char *name;
};

static const struct reason_name vmx_names[] = {
	VMX_EXIT_REASONS,
#ifndef EXIT_REASON_TDCALL
	{ 77, "TDCALL" },
#endif
#ifndef EXIT_REASON_MSR_READ_IMM
	{ 84, "MSR_READ_IMM" },
	{ 85, "MSR_WRITE_IMM" },
#endif
};

static const struct reason_name svm_names[] = {
	SVM_EXIT_REASONS,
#ifndef SVM_EXIT_BUS_LOCK
	{ 0xa5, "buslock" },
#endif
#ifndef SVM_EXIT_IDLE_HLT
	{ 0xa6, "idle-halt" },
#endif
};

static const struct reason_name macros[] = {
#include "reason_macros.h"
};

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

/* Decimal, or hexadecimal with 0x, or a negative number of SVM; -1 without. */
static int parse_number(const char *text, u64 *nr)
{
	const bool hex = !strncasecmp(text, "0x", 2);
	const bool negative = text[0] == '-' && text[1];
	const char *digits = text + (hex ? 2 : negative);
	const size_t len = strlen(digits);

	if (!hex && parse_u64(digits, len, nr))
		return -1;
	if (hex && (!len || len > 8 || digits[strspn(digits, "0123456789abcdefABCDEF")]))
		return -1;
	if (hex)
		*nr = strtoull(digits, NULL, 16);
	if (negative)
		*nr = (u32)-*nr;
	return 0;
}

static bool is_digits(const char *text)
{
	return *text && !text[strspn(text, "0123456789")];
}

bool reason_is_unclear(enum isa isa, const char *text, u64 *decimal)
{
	return isa == ISA_SVM && is_digits(text) && !parse_number(text, decimal) &&
	       *decimal > 9;
}

/* A number of SVM is printed with 0x, or is negative. */
static enum isa isa_of_number(const char *nr)
{
	return is_digits(nr) ? ISA_VMX : ISA_SVM;
}

static bool is_macro(const char *nr, const char *text)
{
	const enum isa isa = isa_of_number(nr);
	const char *prefix = isa == ISA_SVM ? "SVM_EXIT_" : "EXIT_REASON_";
	u64 number;

	if (strncasecmp(text, prefix, strlen(prefix)) || parse_number(nr, &number))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(macros); i++)
		if (!strcasecmp(macros[i].name, text))
			return macros[i].nr == (u32)number;
	return false;
}

bool reason_is(const char *nr, const char *name, const char *text)
{
	u64 wanted, unclear, number;

	if (!strcasecmp(name, text) || !strcmp(nr, text) || is_macro(nr, text))
		return true;
	return !parse_number(text, &wanted) && !parse_number(nr, &number) && wanted == number &&
	       !reason_is_unclear(isa_of_number(nr), text, &unclear);
}

static bool list_has(enum isa isa, const struct reason_name *names, size_t nr_names,
		     const char *text)
{
	char nr[16];

	for (size_t i = 0; i < nr_names; i++)
		if (pattern_matches_nocase(text, names[i].name) ||
		    reason_is(format_reason_nr(nr, sizeof(nr), isa, names[i].nr), names[i].name,
			      text))
			return true;
	return false;
}

bool reason_exists(enum isa isa, const char *text)
{
	return (isa != ISA_SVM && list_has(ISA_VMX, vmx_names, ARRAY_SIZE(vmx_names), text)) ||
	       (isa != ISA_VMX && list_has(ISA_SVM, svm_names, ARRAY_SIZE(svm_names), text));
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

static bool matches_cause(u32 reason, const char *text)
{
	const char *cause = reason_cause(reason);

	return *cause && (!strcasecmp(text, cause) || pattern_matches_nocase(text, cause));
}

bool reason_matches(u32 reason, const char *text)
{
	return pattern_matches_nocase(text, reason_name(reason)) ||
	       matches_cause(reason, text) ||
	       reason_is(reason_nr(reason), reason_name(reason), text);
}

bool reason_matches_any(u32 reason, const struct patterns *texts)
{
	for (size_t i = 0; i < texts->nr; i++)
		if (reason_matches(reason, texts->list[i]))
			return true;
	return false;
}
