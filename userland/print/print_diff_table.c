// SPDX-License-Identifier: GPL-2.0-only
#include "base/units.h"
#include "model/cause_names.h"
#include "model/names.h"
#include "model/timed.h"
#include "print/hist_text.h"
#include "print/print_diff_table.h"

static const char *const side_names[] = { "A", "B" };

static const struct table_column columns[] = {
	{ "REASON", .left = true },
	{ "NR", .drop = 6 },
	{ .heading = "EXITS A" },
	{ .heading = "EXITS B" },
	{ "DIFF", .drop = 3 },
	{ .heading = "B/A" },
	{ "EXITS/S A", .drop = 1 },
	{ "EXITS/S B", .drop = 1 },
	{ "EXITS/S B/A", .drop = 3 },
	{ "KERNEL A", .drop = 4 },
	{ "KERNEL B", .drop = 4 },
	{ "KERNEL B/A", .drop = 2 },
	{ "AVG A", .drop = 5 },
	{ "AVG B", .drop = 5 },
	{ "USER A", .drop = 8 },
	{ "USER B", .drop = 8 },
};

static const struct table_column cause_column = { "CAUSE", .left = true };
static const struct table_column known_as_column = { "KNOWN AS", .left = true, .drop = 1 };

/* Behind these, where a side has distributions. */
static const struct percentile_column {
	struct table_column column[2];
	unsigned int per_10000;
} percentile_columns[] = {
	{ { { "P50 A", .drop = 9 }, { "P50 B", .drop = 9 } }, 5000 },
	{ { { "P99 A", .drop = 7 }, { "P99 B", .drop = 7 } }, 9900 },
};

static void format_difference(char text[UNIT_TEXT], u64 a, u64 b)
{
	if (a == b)
		snprintf(text, UNIT_TEXT, "0");
	else
		snprintf(text, UNIT_TEXT, "%c%llu", b > a ? '+' : '-', b > a ? b - a : a - b);
}

static void time_cell(struct table *t, const struct comparison *c, int side, u64 cycles)
{
	char text[UNIT_TEXT];

	table_cell(t, format_cycles(text, cycles, c->options->cycles ? 0 :
				    c->side[side].sample.tsc_khz));
}

static void average_cell(struct table *t, const struct comparison *c, int side,
			 const u64 value[NR_COLUMNS])
{
	u64 average;

	if (timed_average(&c->side[side].sample, value, &average))
		time_cell(t, c, side, average);
	else
		table_cell(t, "-");
}

static void number_cell(struct table *t, u64 value)
{
	char text[UNIT_TEXT];

	snprintf(text, sizeof(text), "%llu", value);
	table_cell(t, text);
}

/* In time, not cycles, where both frequencies are known: they may differ. */
static u64 comparable(const struct comparison *c, int side, u64 cycles)
{
	u64 khz[2] = { c->side[0].sample.tsc_khz, c->side[1].sample.tsc_khz };

	return khz[0] && khz[1] ? cycles_to_ns(cycles, khz[side]) : cycles;
}

/* b per second of B over a per second of A. */
static void rates(struct table *t, const struct comparison *c, u64 a, u64 b)
{
	u64 ns[2] = { side_duration(&c->side[0]), side_duration(&c->side[1]) };
	char text[UNIT_TEXT];

	table_cell(t, format_rate(text, a, ns[0]));
	table_cell(t, format_rate(text, b, ns[1]));
	if (ns[0] && ns[1])
		format_ratio_of_rates(text, b, ns[1], a, ns[0]);
	else
		snprintf(text, sizeof(text), "-");
	table_cell(t, text);
}

static bool has_percentiles(const struct comparison *c)
{
	return c->side[0].sample.bounds.nr || c->side[1].sample.bounds.nr;
}

static void add_percentiles(struct table *t, const struct comparison *c,
			    const struct compared *both)
{
	char text[UNIT_TEXT];

	for (size_t i = 0; i < ARRAY_SIZE(percentile_columns); i++)
		for (int side = 0; side < 2; side++)
			table_cell(t, hist_percentile_time(text, &c->side[side].view,
							   both->value[side], &both->hist[side],
							   percentile_columns[i].per_10000));
}

static void add_numbers(struct table *t, const struct comparison *c, const struct compared *both)
{
	const u64 *a = both->value[0], *b = both->value[1];
	char text[UNIT_TEXT];

	number_cell(t, a[COL_EXITS]);
	number_cell(t, b[COL_EXITS]);
	format_difference(text, a[COL_EXITS], b[COL_EXITS]);
	table_cell(t, text);
	table_cell(t, format_ratio(text, b[COL_EXITS], a[COL_EXITS]));
	rates(t, c, a[COL_EXITS], b[COL_EXITS]);
	time_cell(t, c, 0, a[COL_KERNEL]);
	time_cell(t, c, 1, b[COL_KERNEL]);
	table_cell(t, format_ratio(text, comparable(c, 1, b[COL_KERNEL]),
				   comparable(c, 0, a[COL_KERNEL])));
	average_cell(t, c, 0, a);
	average_cell(t, c, 1, b);
	time_cell(t, c, 0, a[COL_USER]);
	time_cell(t, c, 1, b[COL_USER]);
	if (has_percentiles(c))
		add_percentiles(t, c, both);
}

static void add_line(struct table *t, const struct comparison *c, u32 reason,
		     const struct compared *both)
{
	table_cell(t, reason_name(reason));
	if (comparison_of_causes(c)) {
		table_cell(t, reason_cause(reason));
		table_cell(t, cause_name(reason_cause(reason)));
	}
	table_cell(t, reason_nr(reason));
	add_numbers(t, c, both);
}

static void add_total(struct table *t, const struct comparison *c, const struct compared *both)
{
	table_cell(t, "TOTAL");
	for (int i = 0; i < (comparison_of_causes(c) ? 3 : 1); i++)
		table_cell(t, "");
	add_numbers(t, c, both);
}

static void add_columns(struct table *t, const struct comparison *c)
{
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++) {
		table_column(t, &columns[i]);
		if (i || !comparison_of_causes(c))
			continue;
		table_column(t, &cause_column);
		table_column(t, &known_as_column);
	}
	for (size_t i = 0; has_percentiles(c) && i < ARRAY_SIZE(percentile_columns); i++)
		for (int side = 0; side < 2; side++)
			table_column(t, &percentile_columns[i].column[side]);
}

static void print_titles(FILE *out, const struct comparison *c)
{
	char title[LABEL_TEXT + 32], time[UNIT_TEXT];

	for (int i = 0; i < 2; i++) {
		const struct side *side = &c->side[i];
		const u64 duration = side_duration(side);

		fprintf(out, "%s: %s, %s, %s, %s%s\n", side_names[i], side->name,
			isa_name(side->sample.isa), scope_title(&side->options.scope, title),
			side->sample.is_difference ? "" : "totals of ",
			duration ? format_ns(time, duration) : "an unknown time");
	}
}

void print_diff_table(FILE *out, const struct comparison *c, const struct table_look *look)
{
	struct table t = { 0 };
	struct compared both;

	print_titles(out, c);
	add_columns(&t, c);
	for (size_t i = 0; i < c->nr; i++) {
		compare_pair(c, &c->pairs[i], &both);
		table_row(&t, STYLE_PLAIN);
		add_line(&t, c, c->pairs[i].reason, &both);
	}
	compare_totals(c, &both);
	table_row(&t, STYLE_BOLD);
	add_total(&t, c, &both);
	table_print(&t, out, look);
	table_free(&t);
}
