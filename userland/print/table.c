// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "print/table.h"

#define SHORTEST_NAME	8
#define LONG_NAME	20	/* what a name may keep where columns would have to go */

/* What is shown of a table: which columns, how wide each. */
struct layout {
	bool shown[TABLE_COLUMNS];
	size_t width[TABLE_COLUMNS];
};

void table_column(struct table *t, const struct table_column *column)
{
	t->columns[t->nr_columns++] = *column;
}

void table_row(struct table *t, enum table_style style)
{
	t->styles = grow(t->styles, &t->styles_room, t->nr_rows, sizeof(*t->styles));
	t->styles[t->nr_rows++] = style;
}

void table_cell(struct table *t, const char *text)
{
	const size_t len = strlen(text);

	t->cells = grow(t->cells, &t->cells_room, t->nr_cells, sizeof(*t->cells));
	t->cells[t->nr_cells++] = t->text_used;
	while (t->text_room < t->text_used + len + 1)
		t->text = grow(t->text, &t->text_room, t->text_room, 1);
	t->text_used += text_clean(t->text + t->text_used, len + 1, text, len) + 1;
}

void table_free(struct table *t)
{
	free(t->text);
	free(t->cells);
	free(t->styles);
	memset(t, 0, sizeof(*t));
}

static const char *cell(const struct table *t, size_t row, unsigned int column)
{
	return t->text + t->cells[row * t->nr_columns + column];
}

static void measure(const struct table *t, struct layout *l, size_t fixed_width)
{
	for (unsigned int c = 0; c < t->nr_columns; c++) {
		l->shown[c] = true;
		l->width[c] = fixed_width ? fixed_width : text_width(t->columns[c].heading);
		if (fixed_width)
			continue;
		for (size_t r = 0; r < t->nr_rows; r++) {
			size_t width = text_width(cell(t, r, c));

			if (width > l->width[c])
				l->width[c] = width;
		}
	}
}

static size_t line_width(const struct table *t, const struct layout *l)
{
	size_t width = 0, shown = 0;

	for (unsigned int c = 0; c < t->nr_columns; c++)
		if (l->shown[c])
			width += l->width[c] + (shown++ ? 2 : 0);
	return width;
}

/*
 * Leave out the most dispensable columns, those of one drop number together;
 * false when all that are left must stay.
 */
static bool drop_some(const struct table *t, struct layout *l)
{
	unsigned char most = 0;

	for (unsigned int c = 0; c < t->nr_columns; c++)
		if (l->shown[c] && t->columns[c].drop > most)
			most = t->columns[c].drop;
	for (unsigned int c = 0; most && c < t->nr_columns; c++)
		if (t->columns[c].drop == most)
			l->shown[c] = false;
	return most;
}

/* Make the first left-aligned column narrower, as far as needed and @least. */
static void shorten(const struct table *t, struct layout *l, size_t width, size_t least)
{
	for (unsigned int c = 0; c < t->nr_columns; c++) {
		size_t now = line_width(t, l), excess = now > width ? now - width : 0;

		if (!l->shown[c] || !t->columns[c].left || l->width[c] <= SHORTEST_NAME)
			continue;
		if (l->width[c] > least + excess)
			l->width[c] -= excess;
		else if (l->width[c] > least)
			l->width[c] = least;
		return;
	}
}

/* A long name costs itself, not everybody's columns; after these it costs more. */
static void fit(const struct table *t, struct layout *l, const struct table_look *look)
{
	size_t width = look->width;

	measure(t, l, look->fixed_width);
	if (!width)
		return;
	shorten(t, l, width, LONG_NAME);
	while (line_width(t, l) > width)
		if (!drop_some(t, l)) {
			shorten(t, l, width, SHORTEST_NAME);
			return;
		}
}

static void spaces(FILE *out, size_t nr)
{
	fprintf(out, "%*s", (int)nr, "");
}

static void put_cell(FILE *out, const char *text, size_t width, bool left, bool last)
{
	char *shown = xrealloc(NULL, strlen(text) + 2, 1);
	size_t used;

	text_shorten(shown, strlen(text) + 2, text, left ? width : SIZE_MAX);
	used = text_width(shown);
	if (!left && used < width)
		spaces(out, width - used);
	fputs(shown, out);
	if (left && !last)
		spaces(out, width - used);
	free(shown);
}

static const char *text_of(const struct table *t, long row, unsigned int column)
{
	return row < 0 ? t->columns[column].heading : cell(t, row, column);
}

static void put_cells(const struct table *t, const struct layout *l, long row, FILE *out)
{
	unsigned int last = 0;
	bool first = true;

	for (unsigned int c = 0; c < t->nr_columns; c++)
		if (l->shown[c] && *text_of(t, row, c))
			last = c;
	for (unsigned int c = 0; c <= last; c++) {
		if (!l->shown[c])
			continue;
		if (!first)
			fputs("  ", out);
		first = false;
		put_cell(out, text_of(t, row, c), l->width[c], t->columns[c].left, c == last);
	}
}

/* On a screen a line that is too long would push the others away. */
static void put_cut(const struct table *t, const struct layout *l, long row, FILE *out,
		    size_t width)
{
	char *text = NULL;
	size_t len = 0;
	FILE *cells = open_memstream(&text, &len);

	if (!cells)
		die(STATUS_FAILED, "out of memory");
	put_cells(t, l, row, cells);
	if (fclose(cells))
		die(STATUS_FAILED, "out of memory");
	fwrite(text, 1, text_fit(text, width), out);
	free(text);
}

/* Row -1 is the heading. */
static void put_row(const struct table *t, const struct layout *l, long row, FILE *out,
		    const struct table_look *look)
{
	enum table_style style = row < 0 ? STYLE_BOLD : (enum table_style)t->styles[row];

	fputs(style_on(style, look->colour), out);
	if (look->line_end && look->width && line_width(t, l) > look->width)
		put_cut(t, l, row, out, look->width);
	else
		put_cells(t, l, row, out);
	fputs(style_off(style, look->colour), out);
	fputs(look->line_end ? look->line_end : "\n", out);
}

void table_print(const struct table *t, FILE *out, const struct table_look *look)
{
	struct layout l;

	fit(t, &l, look);
	for (long row = look->no_headings ? 0 : -1; row < (long)t->nr_rows; row++)
		put_row(t, &l, row, out, look);
}

bool table_shows(const struct table *t, const char *heading, unsigned int width)
{
	struct table_look look = { .width = width };
	struct layout l;

	fit(t, &l, &look);
	for (unsigned int c = 0; c < t->nr_columns; c++)
		if (!strcmp(t->columns[c].heading, heading))
			return l.shown[c];
	return false;
}

const char *style_on(enum table_style style, bool colour)
{
	static const char *const codes[] = {
		[STYLE_PLAIN] = "", [STYLE_BOLD] = "\033[1m",
		[STYLE_REVERSE] = "\033[7m",
	};

	return colour ? codes[style] : "";
}

const char *style_off(enum table_style style, bool colour)
{
	return colour && style != STYLE_PLAIN ? "\033[0m" : "";
}
