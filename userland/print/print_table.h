/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PRINT_TABLE_H
#define KVM_EXITSTAT_PRINT_TABLE_H

#include "model/view.h"
#include "print/table.h"

/* The table for people: TOTAL last, the two ends of the list named below. */
void print_table(FILE *out, const struct view *v, const struct table_look *look);

/* One line of a time series of one reason, after @clock; the headings with the first line. */
void print_series_line(FILE *out, const struct view *v, const struct table_look *look,
		       const char *clock, bool headings);

/* What a screen shows of a table: so many lines, one of them marked; RUNNING or not. */
struct window {
	size_t first, nr, marked;
	bool running;
};

/* The same view in a window, no text below. */
void print_lines(FILE *out, const struct view *v, const struct table_look *look,
		 const struct window *w);

#endif
