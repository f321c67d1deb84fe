// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "print/paragraph.h"

#define INDENT		4
#define LEAST_WIDTH	20

/* A word ends at a space that is not in backquotes, or with its line. */
static size_t word_length(const char *text)
{
	bool quoted = false;
	size_t len = 0;

	while (text[len] && text[len] != '\n' && (quoted || text[len] != ' ')) {
		quoted ^= text[len] == '`';
		len++;
	}
	return len;
}

/* The columns that a word takes: bold names lose their backquotes. */
static size_t columns_of(const char *word, size_t len, bool colour)
{
	size_t columns = len;

	for (size_t i = 0; colour && i < len; i++)
		columns -= word[i] == '`';
	return columns;
}

static void print_word(FILE *out, const char *word, size_t len, bool colour)
{
	bool bold = false;

	for (size_t i = 0; i < len; i++) {
		if (!colour || word[i] != '`') {
			putc(word[i], out);
			continue;
		}
		bold = !bold;
		fputs(bold ? style_on(STYLE_BOLD, colour) : style_off(STYLE_BOLD, colour), out);
	}
}

void print_paragraph(FILE *out, const char *text, const struct table_look *look)
{
	const size_t width = look->width > LEAST_WIDTH || !look->width ? look->width : LEAST_WIDTH;
	size_t column = 0;

	for (size_t len; *text; text += len + strspn(text + len, " ")) {
		const bool new_line = *text == '\n';
		size_t columns;

		text += new_line;
		len = word_length(text);
		columns = columns_of(text, len, look->colour);
		if (column && (new_line || (width && column + 1 + columns > width))) {
			putc('\n', out);
			column = 0;
		}
		if (column)
			putc(' ', out);
		else
			fprintf(out, "%*s", INDENT, "");
		column += (column ? 1 : INDENT) + columns;
		print_word(out, text, len, look->colour);
	}
	putc('\n', out);
}
