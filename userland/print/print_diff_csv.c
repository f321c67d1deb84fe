// SPDX-License-Identifier: GPL-2.0-only
#include "model/names.h"
#include "print/csv.h"
#include "print/print_diff_csv.h"

static void print_line(FILE *out, const struct comparison *c, const char *nr, const char *name,
		       const u64 *a, const u64 *b)
{
	csv_text(out, nr);
	putc(',', out);
	csv_text(out, name);
	for (int column = 0; column < NR_COLUMNS; column++) {
		csv_value(out, side_columns(&c->side[0]), a, column);
		csv_value(out, side_columns(&c->side[1]), b, column);
	}
	fprintf(out, ",%llu,%llu\n", side_duration(&c->side[0]), side_duration(&c->side[1]));
}

void print_diff_csv(FILE *out, const struct comparison *c)
{
	fputs("nr,name", out);
	for (int column = 0; column < NR_COLUMNS; column++)
		fprintf(out, ",a_%s,b_%s", column_name(column), column_name(column));
	fputs(",a_duration_ns,b_duration_ns\n", out);
	for (size_t i = 0; i < c->nr; i++)
		print_line(out, c, reason_nr(c->pairs[i].reason), reason_name(c->pairs[i].reason),
			   c->pairs[i].value[0], c->pairs[i].value[1]);
	/* Of one reason: the total of all would be added to it. */
	if (!c->options->reasons)
		print_line(out, c, "-", "TOTAL", c->side[0].view.total, c->side[1].view.total);
}
