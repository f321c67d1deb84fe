// SPDX-License-Identifier: GPL-2.0-only
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "base/text.h"

static bool ascii_only;

void text_ascii_only(void)
{
	ascii_only = true;
}

/*
 * What characters are is libc's knowledge, in UTF-8 whatever the environment's
 * character set is. Without that locale everything but ASCII is unknown.
 */
static locale_t utf8(void)
{
	static locale_t locale;
	static bool asked;

	if (!asked)
		locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
	asked = true;
	return locale;
}

static bool is_plain(unsigned char c)
{
	return c >= ' ' && c < 0x7f;
}

/* Vowels and final consonants of Korean syllables join the letter before them. */
static bool is_jamo(wchar_t c)
{
	return (c >= 0x1160 && c <= 0x11ff) || (c >= 0xd7b0 && c <= 0xd7ff);
}

/* Columns of a character that may be shown, -1 of any other. */
static int columns_of(wchar_t c)
{
	int columns = wcwidth(c);

	return columns || iswctype(c, wctype("combining")) || is_jamo(c) ? columns : -1;
}

/*
 * The first character of @text: its bytes, at least 1, and its columns; -1 where
 * it may not be shown. The locale is UTF-8.
 */
static size_t first_character(const char *text, size_t len, int *columns)
{
	mbstate_t state = { 0 };
	wchar_t c;
	size_t bytes;

	*columns = 1;
	if (is_plain(*text))
		return 1;
	*columns = -1;
	bytes = mbrtowc(&c, text, len, &state);
	/* NUL, broken, not whole */
	if (!bytes || bytes > len)
		return 1;
	*columns = columns_of(c);
	return bytes;
}

struct character {
	size_t bytes;
	int columns;
};

static struct character next_character(const char *text, size_t len)
{
	struct character c = { 1, 1 };
	locale_t before;

	if (is_plain(*text))
		return c;
	if (!utf8()) {
		c.columns = -1;
		return c;
	}
	before = uselocale(utf8());
	c.bytes = first_character(text, len, &c.columns);
	uselocale(before);
	if (ascii_only)
		c.columns = -1;
	return c;
}

size_t text_clean(char *to, size_t room, const char *from, size_t len)
{
	const char *end = from + len;
	size_t used = 0;

	while (from < end) {
		struct character c = next_character(from, end - from);
		bool shown = c.columns >= 0;
		size_t bytes = shown ? c.bytes : 1;

		if (used + bytes >= room)
			break;
		if (shown)
			memcpy(to + used, from, bytes);
		else
			to[used] = '?';
		used += bytes;
		from += c.bytes;
	}
	to[used] = '\0';
	return used;
}

size_t text_width(const char *text)
{
	size_t width = 0;

	for (size_t len = strlen(text); len; ) {
		struct character c = next_character(text, len);

		width += c.columns < 0 ? 1 : c.columns;
		text += c.bytes;
		len -= c.bytes;
	}
	return width;
}

size_t text_fit(const char *text, size_t columns)
{
	size_t fits = 0, used = 0;

	for (size_t len = strlen(text); fits < len; ) {
		struct character c = next_character(text + fits, len - fits);

		used += c.columns < 0 ? 1 : c.columns;
		if (used > columns)
			break;
		fits += c.bytes;
	}
	return fits;
}

size_t text_skip(const char *text, size_t columns)
{
	size_t skip = 0, left = text_width(text);

	for (size_t len = strlen(text); skip < len && left > columns; ) {
		struct character c = next_character(text + skip, len - skip);

		left -= c.columns < 0 ? 1 : c.columns;
		skip += c.bytes;
	}
	/* What joins the last character that was left out goes with it. */
	while (skip && text[skip]) {
		struct character c = next_character(text + skip, strlen(text + skip));

		if (c.columns)
			break;
		skip += c.bytes;
	}
	return skip;
}

void text_shorten(char *to, size_t room, const char *text, size_t columns)
{
	const size_t behind = columns ? (columns - 1) * 2 / 5 : 0;
	size_t head, skip;

	if (text_width(text) <= columns) {
		text_clean(to, room, text, strlen(text));
		return;
	}
	head = text_fit(text, columns ? columns - 1 - behind : 0);
	skip = text_skip(text, behind);
	snprintf(to, room, "%.*s%s%s", (int)head, text, columns ? "~" : "", text + skip);
}
