// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "base/terminal.h"
#include "base/units.h"
#include "commands/commands.h"
#include "commands/options.h"
#include "model/answerable.h"
#include "model/difference.h"
#include "model/names.h"
#include "model/timed.h"
#include "print/csv.h"
#include "print/json.h"
#include "print/table.h"
#include "sources/source_file.h"
#include "sources/whole.h"

/* One side: what happened in a recording, or the totals of a snapshot. */
struct side {
	const char *file;
	char *shown;		/* its name as clean text */
	struct query query;
	struct sample sample;
	const struct scope *scope;
};

struct diff_line {
	u32 reason;
	const u64 *value[2];
};

struct diff {
	const struct options *options;
	struct side side[2];
	struct diff_line *lines;
	size_t nr_lines, room;
};

static const u64 no_exits[NR_COLUMNS];

static int read_side(struct side *side, struct failure *f)
{
	struct source *src = open_any(&side->query, side->file, f);
	int nr;

	if (!src)
		return -1;
	nr = read_whole(src, &side->sample, f);
	src->close(src);
	if (!nr)
		return fail(f, "%s: no samples in it", side->file);
	side->scope = sample_find(&side->sample, side->query.view.scope);
	return nr > 0 ? 0 : -1;
}

static struct diff_line *line_for(struct diff *d, u32 reason)
{
	for (size_t i = 0; i < d->nr_lines; i++)
		if (d->lines[i].reason == reason)
			return &d->lines[i];
	d->lines = grow(d->lines, &d->room, d->nr_lines, sizeof(*d->lines));
	d->lines[d->nr_lines] = (struct diff_line){ reason, { no_exits, no_exits } };
	return &d->lines[d->nr_lines++];
}

static void collect(struct diff *d)
{
	for (int i = 0; i < 2; i++) {
		const struct side *side = &d->side[i];
		const struct row *rows;

		if (!side->scope)
			continue;
		rows = scope_rows(&side->sample, side->scope);
		for (u32 r = 0; r < side->scope->nr_rows; r++)
			if (view_wants(&d->options->query.view, &rows[r]))
				line_for(d, rows[r].reason)->value[i] = rows[r].value;
	}
}

static u64 key_of(const struct diff *d, int side, const u64 value[NR_COLUMNS])
{
	const struct view_options *o = &d->options->query.view;
	u64 average;

	if (o->sort == SORT_AVERAGE) {
		timed_average(&d->side[side].sample, value, &average);
		return average;
	}
	if (o->sort == SORT_TIME)
		return work_cycles(value, o);
	return (int)o->sort < NR_COLUMNS ? value[o->sort] : value[COL_EXITS];
}

static u64 distance(u64 a, u64 b)
{
	return a > b ? a - b : b - a;
}

/* The largest difference first. */
static int compare_lines(const void *x, const void *y, void *diff)
{
	const struct diff_line *a = x, *b = y;
	const struct diff *d = diff;
	u64 da, db;

	if (d->options->query.view.sort == SORT_NAME)
		return strcmp(reason_name(a->reason), reason_name(b->reason));
	da = distance(key_of(d, 0, a->value[0]), key_of(d, 1, a->value[1]));
	db = distance(key_of(d, 0, b->value[0]), key_of(d, 1, b->value[1]));
	if (da != db)
		return da < db ? 1 : -1;
	return a->reason < b->reason ? -1 : a->reason > b->reason;
}

static void format_difference(char text[UNIT_TEXT], u64 a, u64 b)
{
	if (a == b)
		snprintf(text, UNIT_TEXT, "0");
	else
		snprintf(text, UNIT_TEXT, "%c%llu", b > a ? '+' : '-', distance(a, b));
}

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
	{ "USER A", .drop = 7 },
	{ "USER B", .drop = 7 },
};

static void time_cell(struct table *t, const struct diff *d, int side, u64 cycles)
{
	char text[UNIT_TEXT];

	table_cell(t, format_cycles(text, cycles, d->options->query.view.cycles ? 0 :
				    d->side[side].sample.tsc_khz));
}

static void average_cell(struct table *t, const struct diff *d, int side,
			 const u64 value[NR_COLUMNS])
{
	u64 average;

	if (timed_average(&d->side[side].sample, value, &average))
		time_cell(t, d, side, average);
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
static u64 comparable(const struct diff *d, int side, u64 cycles)
{
	u64 khz[2] = { d->side[0].sample.tsc_khz, d->side[1].sample.tsc_khz };

	return khz[0] && khz[1] ? cycles_to_ns(cycles, khz[side]) : cycles;
}

/* 0 where it is not known. */
static u64 duration_of(const struct side *side)
{
	return side->scope ? view_duration(&side->sample, side->scope) : side->sample.interval_ns;
}

/* b per second of B over a per second of A. */
static void rates(struct table *t, const struct diff *d, u64 a, u64 b)
{
	u64 ns[2] = { duration_of(&d->side[0]), duration_of(&d->side[1]) };
	char text[UNIT_TEXT];

	table_cell(t, format_rate(text, a, ns[0]));
	table_cell(t, format_rate(text, b, ns[1]));
	if (ns[0] && ns[1])
		format_ratio_of_rates(text, b, ns[1], a, ns[0]);
	else
		snprintf(text, sizeof(text), "-");
	table_cell(t, text);
}

static void add_line(struct table *t, const struct diff *d, const char *name, const char *nr,
		     const u64 *a, const u64 *b, enum table_style style)
{
	char text[UNIT_TEXT];

	table_row(t, style);
	table_cell(t, name);
	table_cell(t, nr);
	number_cell(t, a[COL_EXITS]);
	number_cell(t, b[COL_EXITS]);
	format_difference(text, a[COL_EXITS], b[COL_EXITS]);
	table_cell(t, text);
	table_cell(t, format_ratio(text, b[COL_EXITS], a[COL_EXITS]));
	rates(t, d, a[COL_EXITS], b[COL_EXITS]);
	time_cell(t, d, 0, a[COL_KERNEL]);
	time_cell(t, d, 1, b[COL_KERNEL]);
	table_cell(t, format_ratio(text, comparable(d, 1, b[COL_KERNEL]),
				   comparable(d, 0, a[COL_KERNEL])));
	average_cell(t, d, 0, a);
	average_cell(t, d, 1, b);
	time_cell(t, d, 0, a[COL_USER]);
	time_cell(t, d, 1, b[COL_USER]);
}

static const u64 *total_of(const struct diff *d, int side)
{
	return d->side[side].scope ? d->side[side].scope->total : no_exits;
}

static void print_titles(const struct diff *d)
{
	char title[LABEL_TEXT + 32], time[UNIT_TEXT];

	for (int i = 0; i < 2; i++) {
		const struct side *side = &d->side[i];

		printf("%s: %s, %s, %s, ", side_names[i], side->shown,
		       isa_name(side->sample.isa), scope_title(&side->query.view.scope, title));
		if (!side->sample.is_difference)
			fputs("totals of ", stdout);
		puts(duration_of(side) ? format_ns(time, duration_of(side)) : "an unknown time");
	}
}

static void print_table_of(const struct diff *d)
{
	struct table_look look = {
		.width = output_width(STDOUT_FILENO),
		.colour = output_colour(STDOUT_FILENO),
	};
	struct table t = { 0 };

	print_titles(d);
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		table_column(&t, &columns[i]);
	for (size_t i = 0; i < d->nr_lines; i++)
		add_line(&t, d, reason_name(d->lines[i].reason), reason_nr(d->lines[i].reason),
			 d->lines[i].value[0], d->lines[i].value[1], STYLE_PLAIN);
	add_line(&t, d, "TOTAL", "", total_of(d, 0), total_of(d, 1), STYLE_BOLD);
	table_print(&t, stdout, &look);
	table_free(&t);
}

/* A sum of intervals has no maximum; how many exits were timed is not always known. */
static bool has_column(const struct side *side, enum column c)
{
	return side->sample.columns & COLUMN_BIT(c) || (c != COL_MAX && c != COL_TIMED);
}

static void json_values(const struct side *side, const char *key, const u64 value[NR_COLUMNS])
{
	printf(",\"%s\":{", key);
	for (int c = 0; c < NR_COLUMNS; c++)
		if (has_column(side, c) && column_known(value, c))
			printf("%s\"%s\":%llu", c ? "," : "", column_name(c), value[c]);
	putchar('}');
}

static void json_side(const struct diff *d, int i, const char *key)
{
	const struct side *side = &d->side[i];

	printf("\"%s\":{\"file\":", key);
	json_string(stdout, side->shown);
	printf(",\"isa\":\"%s\",\"tsc_khz\":%llu,\"interval_ns\":%llu,\"duration_ns\":%llu,",
	       isa_name(side->sample.isa), side->sample.tsc_khz, side->sample.interval_ns,
	       duration_of(side));
	json_scope_key(stdout, &side->query.view.scope);
	json_values(side, "total", total_of(d, i));
	fputs("},", stdout);
}

static void print_diff_json(const struct diff *d)
{
	fputs("{\"schema\":1,", stdout);
	json_side(d, 0, "a");
	json_side(d, 1, "b");
	fputs("\"reasons\":[", stdout);
	for (size_t i = 0; i < d->nr_lines; i++) {
		fputs(i ? ",{\"nr\":" : "{\"nr\":", stdout);
		json_string(stdout, reason_nr(d->lines[i].reason));
		fputs(",\"name\":", stdout);
		json_string(stdout, reason_name(d->lines[i].reason));
		json_values(&d->side[0], "a", d->lines[i].value[0]);
		json_values(&d->side[1], "b", d->lines[i].value[1]);
		putchar('}');
	}
	fputs("]}\n", stdout);
}

static void csv_value(const struct side *side, enum column c, const u64 value[NR_COLUMNS])
{
	putchar(',');
	if (has_column(side, c) && column_known(value, c))
		printf("%llu", value[c]);
}

static void csv_line(const struct diff *d, const char *nr, const char *name, const u64 *a,
		     const u64 *b)
{
	csv_text(stdout, nr);
	putchar(',');
	csv_text(stdout, name);
	for (int c = 0; c < NR_COLUMNS; c++) {
		csv_value(&d->side[0], c, a);
		csv_value(&d->side[1], c, b);
	}
	printf(",%llu,%llu\n", duration_of(&d->side[0]), duration_of(&d->side[1]));
}

static void print_diff_csv(const struct diff *d)
{
	fputs("nr,name", stdout);
	for (int c = 0; c < NR_COLUMNS; c++)
		printf(",a_%s,b_%s", column_name(c), column_name(c));
	puts(",a_duration_ns,b_duration_ns");
	for (size_t i = 0; i < d->nr_lines; i++)
		csv_line(d, reason_nr(d->lines[i].reason), reason_name(d->lines[i].reason),
			 d->lines[i].value[0], d->lines[i].value[1]);
	if (!d->options->query.view.reason)
		csv_line(d, "-", "TOTAL", total_of(d, 0), total_of(d, 1));
}

static void print(struct diff *d)
{
	const struct view_options *o = &d->options->query.view;

	if (d->nr_lines)
		qsort_r(d->lines, d->nr_lines, sizeof(*d->lines), compare_lines, d);
	if (o->top && d->nr_lines > o->top)
		d->nr_lines = o->top;
	if (d->options->output == OUTPUT_JSON)
		print_diff_json(d);
	else if (d->options->output == OUTPUT_CSV)
		print_diff_csv(d);
	else
		print_table_of(d);
}

static int run(struct options *o)
{
	struct diff d = { .options = o };
	struct failure f;

	if (!strcmp(o->operands[0], "-") && !strcmp(o->operands[1], "-"))
		die(STATUS_USAGE, "only one of A and B can be standard input");
	for (int i = 0; i < 2; i++) {
		d.side[i].file = o->operands[i];
		d.side[i].shown = xclean(o->operands[i], strlen(o->operands[i]));
		d.side[i].query = o->query;
		if (read_side(&d.side[i], &f))
			die(STATUS_FAILED, "%s", f.text);
	}
	if (d.side[0].sample.isa != d.side[1].sample.isa)
		warn("A is of %s and B of %s, whose reasons have different names",
		     isa_name(d.side[0].sample.isa), isa_name(d.side[1].sample.isa));
	/* A reason may be known to one side only. */
	if (check_answerable(&o->query.view, &d.side[0].sample, &f) &&
	    check_answerable(&o->query.view, &d.side[1].sample, &f))
		die(STATUS_FAILED, "%s", f.text);
	collect(&d);
	print(&d);
	for (int i = 0; i < 2; i++) {
		sample_free(&d.side[i].sample);
		free(d.side[i].shown);
	}
	free(d.lines);
	return STATUS_OK;
}

const struct command diff_command = {
	.name = "diff",
	.run = run,
	.takes = TAKES_SCOPE | TAKES_ROWS | TAKES_TIMES | TAKES_FORMAT,
	.min_operands = 2,
	.max_operands = 2,
	.operands = "two recordings or snapshots, A and B",
	.usage = "diff A B             two recordings, directories or files",
};
