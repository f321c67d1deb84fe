// SPDX-License-Identifier: GPL-2.0-only
/* explain.txt against the kernel's own lists, and how its entries are found. */
#include <stdlib.h>

#include "model/explanations.h"
#include "model/reasons.h"
#include "tap.h"

/* As the host prints a reason: its name, or its number in hexadecimal where the kernel has no name. */
static void is_named(const struct explanation *e)
{
	const unsigned long nr = strtoul(e->nr, NULL, 0);
	const char *name = reason_name_of(e->isa, nr);
	char what[64], number[32];

	if (!strcmp(e->nr, "-"))
		name = "OTHER";
	snprintf(number, sizeof(number), "0x%lx", nr);
	snprintf(what, sizeof(what), "%s %s", isa_name(e->isa), e->nr);
	tap_is_text(e->name, name ? name : number, what);
}

static void is_found(enum isa isa, const char *text, const char *nr)
{
	const struct explanation *e = explanation_find(isa, text);

	tap_is_text(e ? e->nr : "none", nr, text);
}

int main(void)
{
	const struct explanation *e;

	for (size_t i = 0; (e = explanation_at(i)); i++)
		is_named(e);
	is_found(ISA_VMX, "HLT", "12");
	is_found(ISA_VMX, "hlt", "12");
	is_found(ISA_VMX, "EXIT_REASON_HLT", "12");
	is_found(ISA_VMX, "12", "12");
	is_found(ISA_VMX, "0xc", "12");
	is_found(ISA_VMX, "other", "-");
	is_found(ISA_VMX, "npf", "none");
	is_found(ISA_VMX, "RDTSC", "none");
	is_found(ISA_SVM, "UD excp", "0x46");
	is_found(ISA_SVM, "SVM_EXIT_NPF", "0x400");
	is_found(ISA_SVM, "-1", "0xffffffff");
	is_found(ISA_SVM, "0x8e", "0x8e");
	is_found(ISA_SVM, "78", "none");
	return tap_done();
}
