// SPDX-License-Identifier: GPL-2.0-only
#include "model/names.h"
#include "print/csv.h"
#include "print/hist_text.h"
#include "print/print_diff_csv.h"

/* The numbers of one reason, or of all, side by side. */
struct line {
	const u64 *value[2];
	struct hist_numbers hist[2];
};

static void print_line(FILE *out, const struct comparison *c, const char *nr, const char *name,
		       const struct line *l)
{
	csv_text(out, nr);
	putc(',', out);
	csv_text(out, name);
	for (int column = 0; column < NR_COLUMNS; column++)
		for (int side = 0; side < 2; side++)
			csv_value(out, side_columns(&c->side[side]), l->value[side], column);
	for (int side = 0; side < 2; side++) {
		const struct percentiles p = hist_of_values(&c->side[side].sample, l->value[side],
							    &l->hist[side]);

		csv_percentiles(out, &p);
	}
	fprintf(out, ",%llu,%llu\n", side_duration(&c->side[0]), side_duration(&c->side[1]));
}

static void print_pair(FILE *out, const struct comparison *c, const struct pair *p)
{
	struct line l = { .value = { p->value[0], p->value[1] } };

	for (int side = 0; side < 2; side++)
		pair_hist(c, p, side, &l.hist[side]);
	print_line(out, c, reason_nr(p->reason), reason_name(p->reason), &l);
}

static void print_total(FILE *out, const struct comparison *c)
{
	struct line l = { .value = { c->side[0].view.total, c->side[1].view.total } };

	for (int side = 0; side < 2; side++)
		side_hist(&c->side[side], &l.hist[side]);
	print_line(out, c, "-", "TOTAL", &l);
}

void print_diff_csv(FILE *out, const struct comparison *c)
{
	fputs("nr,name", out);
	for (int column = 0; column < NR_COLUMNS; column++)
		fprintf(out, ",a_%s,b_%s", column_name(column), column_name(column));
	fputs(",a_p50,a_p90,a_p99,a_p999,b_p50,b_p90,b_p99,b_p999", out);
	fputs(",a_duration_ns,b_duration_ns\n", out);
	for (size_t i = 0; i < c->nr; i++)
		print_pair(out, c, &c->pairs[i]);
	/* Of one reason: the total of all would be added to it. */
	if (!c->options->reasons)
		print_total(out, c);
}
