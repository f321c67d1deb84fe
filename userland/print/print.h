/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PRINT_H
#define KVM_EXITSTAT_PRINT_H

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

/* One object a sample, on one line. */
void print_json(FILE *out, const struct view *v);

/* One line for each line of the view and one for the total; times in cycles. */
void print_csv_header(FILE *out);
void print_csv(FILE *out, const struct view *v);

/* Parts that the machine formats have in common. */
void json_string(FILE *out, const char *text);
void json_sample_begin(FILE *out, const struct sample *s);
void json_scope_key(FILE *out, const struct scope_key *key);
void csv_text(FILE *out, const char *text);

#endif
