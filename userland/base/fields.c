// SPDX-License-Identifier: GPL-2.0-only
#include <limits.h>
#include <string.h>

#include "base/fields.h"

#define LONGEST_SHOWN	40

unsigned int split_fields(const char *text, size_t len, struct field fields[MAX_FIELDS])
{
	const char *end = text + len;
	unsigned int nr = 0;

	while (nr < MAX_FIELDS) {
		const char *tab = memchr(text, '\t', end - text);

		fields[nr].text = text;
		fields[nr++].len = (tab ? tab : end) - text;
		if (!tab)
			return nr;
		text = tab + 1;
	}
	return MAX_FIELDS + 1;
}

bool field_is(const struct field *f, const char *text)
{
	return strlen(text) == f->len && !memcmp(text, f->text, f->len);
}

int field_shown(const struct field *f)
{
	return f->len > LONGEST_SHOWN ? LONGEST_SHOWN : (int)f->len;
}

int parse_u64(const char *text, size_t len, u64 *value)
{
	u64 v = 0;

	if (!len)
		return -1;
	/* Nineteen digits always fit. */
	for (size_t i = 0; i < len; i++) {
		unsigned int digit = (unsigned char)text[i] - '0';

		if (digit > 9)
			return -1;
		if (i < 19)
			v = v * 10 + digit;
		else if (__builtin_mul_overflow(v, 10, &v) ||
			 __builtin_add_overflow(v, digit, &v))
			return -1;
	}
	*value = v;
	return 0;
}

unsigned int leading_number(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	u64 v;

	return parse_u64(text, digits, &v) || v > INT_MAX ? 0 : v;
}
