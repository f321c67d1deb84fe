/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_REASONS_H
#define KVM_EXITSTAT_REASONS_H

#include "model.h"

/*
 * The name of an exit reason, for the guest, whose leaves know numbers only; the
 * host's files carry their own names. NULL where the header has none.
 */
const char *reason_name_of(enum isa isa, u32 nr);

/* Whether a vendor's header has a reason with this name or number. */
bool reason_exists(enum isa isa, const char *text);

/* The reason of an exit by the CPUID instruction. */
u32 cpuid_reason(enum isa isa);

/* The number as the host prints it: decimal on VMX, hex on SVM, "-1". */
char *format_reason_nr(char *text, size_t room, enum isa isa, u32 nr);

#endif
