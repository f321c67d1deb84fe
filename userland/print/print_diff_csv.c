// SPDX-License-Identifier: GPL-2.0-only
#include "model/names.h"
#include "print/csv.h"
#include "print/hist_text.h"
#include "print/print_diff_csv.h"

static void print_line(FILE *out, const struct comparison *c, const char *nr, const char *name,
		       const char *cause, const struct compared *both)
{
	struct percentiles p;

	csv_text(out, nr);
	putc(',', out);
	csv_text(out, name);
	if (comparison_of_causes(c)) {
		putc(',', out);
		csv_text(out, cause);
	}
	for (int column = 0; column < NR_COLUMNS; column++)
		for (int side = 0; side < 2; side++)
			csv_value(out, side_columns(&c->side[side]), both->value[side], column);
	for (int side = 0; side < 2; side++) {
		p = hist_of_values(&c->side[side].sample, both->value[side], &both->hist[side]);
		csv_percentiles(out, &p);
	}
	fprintf(out, ",%llu,%llu\n", side_duration(&c->side[0]), side_duration(&c->side[1]));
}

void print_diff_csv(FILE *out, const struct comparison *c)
{
	struct compared both;

	fputs(comparison_of_causes(c) ? "nr,name,cause" : "nr,name", out);
	for (int column = 0; column < NR_COLUMNS; column++)
		fprintf(out, ",a_%s,b_%s", column_name(column), column_name(column));
	fputs(",a_p50,a_p90,a_p99,a_p999,b_p50,b_p90,b_p99,b_p999", out);
	fputs(",a_duration_ns,b_duration_ns\n", out);
	for (size_t i = 0; i < c->nr; i++) {
		const u32 reason = c->pairs[i].reason;

		compare_pair(c, &c->pairs[i], &both);
		print_line(out, c, reason_nr(reason), reason_name(reason), reason_cause(reason),
			   &both);
	}
	/* Of one reason: the total of all would be added to it. */
	if (c->options->reasons)
		return;
	compare_totals(c, &both);
	print_line(out, c, "-", "TOTAL", "", &both);
}
