/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_NAMES_H
#define KVM_EXITSTAT_NAMES_H

#include <stdbool.h>

#include "base/util.h"

/*
 * Small numbers for strings that come again in every sample (reasons, VMs), so
 * that two samples are compared by numbers. A name lives until names_free().
 */
u32 name_intern(const char *text, size_t len);

/* Clean, as text.h says; names that were different are, even where they look alike. */
const char *name_text(u32 name);

/* How many there are so far: they are numbered from 0. */
u32 reasons_count(void);

/* A reason is its number as the host prints it and its name: "10" "CPUID". */
u32 reason_intern(const char *nr, size_t nr_len, const char *name, size_t name_len);
const char *reason_nr(u32 reason);
const char *reason_name(u32 reason);

/* The same reason with one word for what was behind its exits; "" of one without. */
u32 reason_with_cause(u32 reason, const char *cause, size_t len);
u32 reason_without_cause(u32 reason);

/* Whether @reason, which has no cause, is @with_cause without its own; looks nothing up. */
bool reason_has(u32 reason, u32 with_cause);
const char *reason_cause(u32 reason);

/* Forget all: the numbers given out so far mean nothing afterwards. */
void names_free(void);

#endif
