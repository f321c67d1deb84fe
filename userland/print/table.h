/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_TABLE_H
#define KVM_EXITSTAT_TABLE_H

#include <stdbool.h>
#include <stdio.h>

#include "base/text.h"
#include "base/util.h"

/*
 * Aligned columns of text, fitted to a width: the first left-aligned column is
 * shortened if it is long, then columns are left out, those of the highest drop number
 * first, then that column is shortened further. What is still too wide is cut off where
 * there is a line end of a screen.
 */
#define TABLE_COLUMNS	24

enum table_style { STYLE_PLAIN, STYLE_BOLD, STYLE_REVERSE };

struct table_column {
	const char *heading;
	bool left;
	unsigned char drop;	/* 0: always shown */
};

struct table {
	struct table_column columns[TABLE_COLUMNS];
	unsigned int nr_columns;
	char *text;		/* all cells, each ends with NUL */
	size_t text_used, text_room;
	size_t *cells;		/* offsets into text, row by row */
	size_t nr_cells, cells_room;
	unsigned char *styles;	/* one for each row */
	size_t nr_rows, styles_room;
};

struct table_look {
	unsigned int width;	/* 0: no limit */
	bool colour;
	const char *line_end;	/* "\n", or what a screen needs; NULL is "\n" */
	unsigned int fixed_width;	/* of each column; 0: as wide as its texts */
	bool no_headings;
};

void table_column(struct table *t, const struct table_column *column);
void table_row(struct table *t, enum table_style style);

/* Fill the row from left to right. The text is made clean if it is not. */
void table_cell(struct table *t, const char *text);

void table_print(const struct table *t, FILE *out, const struct table_look *look);

/* Whether the column with this heading is among those that fit. */
bool table_shows(const struct table *t, const char *heading, unsigned int width);
void table_free(struct table *t);

/* Start and end of a style, "" without colour. */
const char *style_on(enum table_style style, bool colour);
const char *style_off(enum table_style style, bool colour);
#endif
