/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_REASONS_H
#define KVM_EXITSTAT_REASONS_H

#include "base/pattern.h"
#include "model/model.h"

/*
 * The name of an exit reason, for the guest, whose leaves know numbers only; the
 * host's files carry their own names. NULL where the header has none.
 */
const char *reason_name_of(enum isa isa, u32 nr);

/*
 * Whether @text, as given to --reason, means the reason of this number and name as
 * the host prints them: by its name in any case, by the kernel's macro
 * (EXIT_REASON_CPUID, SVM_EXIT_CPUID) or by its number. A number is decimal, or
 * hexadecimal with 0x; never octal.
 */
bool reason_is(const char *nr, const char *name, const char *text);

/*
 * The same of a reason that is known, or by its cause; @text may be a pattern of names, in
 * any case.
 */
bool reason_matches(u32 reason, const char *text);

/* Whether any of these means it. */
bool reason_matches_any(u32 reason, const struct patterns *texts);

/*
 * Numbers of SVM are hexadecimal: whether @text, digits only, may be meant in either
 * way and so matches nothing. @decimal is what it would be.
 */
bool reason_is_unclear(enum isa isa, const char *text, u64 *decimal);

/* Whether a vendor's header has a reason that @text, maybe a pattern, means. */
bool reason_exists(enum isa isa, const char *text);

/* The reason of an exit by the CPUID instruction. */
u32 cpuid_reason(enum isa isa);

/* The number as the host prints it: decimal on VMX, hex on SVM, "-1". */
char *format_reason_nr(char *text, size_t room, enum isa isa, u32 nr);

#endif
