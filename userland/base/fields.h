/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_FIELDS_H
#define KVM_EXITSTAT_FIELDS_H

#include <stdbool.h>

#include "base/util.h"

/* One tab-separated line as its fields. */
#define MAX_FIELDS	256

struct field {
	const char *text;
	size_t len;
};

/* The number of fields; MAX_FIELDS + 1 where there are more than that. */
unsigned int split_fields(const char *text, size_t len, struct field fields[MAX_FIELDS]);

bool field_is(const struct field *f, const char *text);

/* How much of a field to show in a message. */
int field_shown(const struct field *f);

/* The number that a text begins with, as a process has one; 0 without. */
unsigned int leading_number(const char *text);

/* Decimal digits only, no sign, no space; -1 where it does not fit 64 bits. */
int parse_u64(const char *text, size_t len, u64 *value);

#endif
