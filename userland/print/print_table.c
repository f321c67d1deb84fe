// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "base/clock_text.h"
#include "base/units.h"
#include "model/cause_names.h"
#include "model/names.h"
#include "model/timed.h"
#include "model/view_hist.h"
#include "print/hist_text.h"
#include "print/print_table.h"

static void format_time(char *text, u64 cycles, const struct view *v)
{
	format_cycles(text, cycles, v->options->cycles ? 0 : v->sample->tsc_khz);
}

static void format_average(char *text, const u64 value[], const struct view *v)
{
	u64 average;

	if (timed_average(v->sample, value, &average))
		format_time(text, average, v);
	else
		snprintf(text, UNIT_TEXT, "-");
}

/* What the cells of a line, or of the total, are of. */
struct numbers {
	const u64 *value;
	u64 duration_ns;	/* what a rate is of */
	struct hist_numbers hist;
};

static void format_value(char *text, const struct shown_column *c, const struct numbers *n,
			 const struct view *v)
{
	const u64 *value = n->value;

	switch (c->as) {
	case AS_RATE:
		format_rate(text, value[c->column], n->duration_ns);
		break;
	case AS_PERCENTILE:
		hist_percentile_time(text, v, value, &n->hist, c->per_10000);
		break;
	case AS_VALUE:
		if (column_is_count(c->column))
			snprintf(text, UNIT_TEXT, "%llu", value[c->column]);
		else
			format_time(text, value[c->column], v);
		break;
	case AS_SHARE:
		format_share(text, value[c->column], v->total[c->column]);
		break;
	case AS_EXITS_SHARE:
		format_share(text, value[c->column], value[COL_EXITS]);
		break;
	case AS_AVERAGE:
		format_average(text, value, v);
		break;
	case AS_TIME_SHARE:
		format_share(text, work_cycles(value, v->options),
			     work_cycles(v->total, v->options));
		break;
	}
}

static const struct table_column number_column = { "NR", .drop = 5 };
static const struct table_column cause_column = { "CAUSE", .left = true };
static const struct table_column known_as_column = { "KNOWN AS", .left = true, .drop = 1 };
static const struct table_column mark_column = { .heading = "", .left = true };
static const struct table_column time_column = { .heading = "CLOCK" };

static const struct table_column end_column = { "ENDED", .drop = 5 };

static const struct table_column label_columns[] = {
	[LINES_REASONS]	= { "REASON", .left = true },
	[LINES_VMS]	= { "VM", .left = true },
	[LINES_VCPUS]	= { "VCPU", .left = true },
	[LINES_CPUS]	= { "CPU", .left = true },
	[LINES_DEPARTED] = { "VM", .left = true },
};

/* The columns that were asked for, or all; NULL behind the last one. */
static const struct shown_column *column_at(const struct view *v, unsigned int i)
{
	const struct column_choice *chosen = &v->options->columns;

	if (chosen->nr)
		return i < chosen->nr ? chosen->list[i] : NULL;
	return shown_columns[i].heading ? &shown_columns[i] : NULL;
}

/* Where there are rates there is no maximum: a series begins with totals, that have one. */
static bool available(const struct shown_column *c, const struct view *v, bool with_rate)
{
	const unsigned int needs = c->needs | COLUMN_BIT(c->column);

	if (c->as == AS_RATE || c->column == COL_MAX)
		if (with_rate != (c->as == AS_RATE))
			return false;
	if (c->as == AS_PERCENTILE && !v->sample->bounds.nr)
		return false;
	return (v->sample->columns & needs) == needs;
}

/* What was asked for is shown in each sample, also where it is not known. */
static bool shown(const struct shown_column *c, const struct view *v, bool with_rate)
{
	if (v->options->columns.nr)
		return true;
	return available(c, v, with_rate) && (c->as != AS_PERCENTILE || v->options->percentiles);
}

static void add_value_columns(struct table *t, const struct view *v, bool with_rate)
{
	const struct shown_column *c;

	for (unsigned int i = 0; (c = column_at(v, i)); i++) {
		const struct table_column column = {
			.heading = c->heading, .drop = v->options->columns.nr ? 0 : c->drop,
		};

		if (shown(c, v, with_rate))
			table_column(t, &column);
	}
}

static void add_value_cells(struct table *t, const struct numbers *n, const struct view *v,
			    bool with_rate)
{
	const struct shown_column *c;
	char text[UNIT_TEXT];

	for (unsigned int i = 0; (c = column_at(v, i)); i++) {
		if (!shown(c, v, with_rate))
			continue;
		if (available(c, v, with_rate))
			format_value(text, c, n, v);
		table_cell(t, available(c, v, with_rate) ? text : "-");
	}
}

static bool has_numbers(const struct view *v)
{
	return v->options->lines == LINES_REASONS;
}

static bool has_causes(const struct view *v)
{
	return v->options->causes && has_numbers(v);
}

/* By the clock; of older ones there is none. */
static void add_end(struct table *t, const struct view *v, const struct scope *scope)
{
	const struct sample *s = v->sample;
	char time[TIME_TEXT];

	if (scope->ended && scope->ended <= s->boot_ns)
		table_cell(t, format_local(time, s->wall_ns - (s->boot_ns - scope->ended)));
	else
		table_cell(t, "-");
}

static void add_columns(struct table *t, const struct view *v)
{
	table_column(t, &label_columns[v->options->lines]);
	if (v->options->lines == LINES_DEPARTED)
		table_column(t, &end_column);
	if (has_numbers(v))
		table_column(t, &number_column);
	if (has_causes(v)) {
		table_column(t, &cause_column);
		table_column(t, &known_as_column);
	}
	add_value_columns(t, v, v->sample->is_difference);
}

static void add_line(struct table *t, const struct view *v, const struct view_line *line)
{
	struct numbers n = { .value = line->value, .duration_ns = line->scope->duration_ns };
	char label[LABEL_TEXT + 16];

	table_cell(t, view_label(v, line, label));
	if (v->options->lines == LINES_DEPARTED)
		add_end(t, v, line->scope);
	if (has_numbers(v))
		table_cell(t, reason_nr(line->row->reason));
	if (has_causes(v)) {
		table_cell(t, reason_cause(line->row->reason));
		table_cell(t, cause_name(reason_cause(line->row->reason)));
	}
	view_line_hist(v, line, &n.hist);
	add_value_cells(t, &n, v, v->sample->is_difference);
}

static void add_total(struct table *t, const struct view *v)
{
	struct numbers n = { .value = v->total, .duration_ns = v->duration_ns };

	table_cell(t, "TOTAL");
	if (v->options->lines == LINES_DEPARTED)
		table_cell(t, "");
	if (has_numbers(v))
		table_cell(t, "");
	if (has_causes(v)) {
		table_cell(t, "");
		table_cell(t, "");
	}
	view_total_hist(v, &n.hist);
	add_value_cells(t, &n, v, v->sample->is_difference);
}

/* The reason of a line or what was behind it, whichever tells it from the others. */
static const char *told_by(const struct view_line *line)
{
	const char *cause = reason_cause(line->row->reason);

	return *cause && strcmp(cause, "more") ? cause : reason_name(line->row->reason);
}

static void print_ends(FILE *out, const struct view *v)
{
	if (v->options->lines != LINES_REASONS || v->options->reasons)
		return;
	if (!v->most) {
		fputs("no exits\n", out);
		return;
	}
	fprintf(out, "most frequent:  %s (%llu)\n", told_by(v->most),
		v->most->value[COL_EXITS]);
	fprintf(out, "least frequent: %s (%llu)\n", told_by(v->least),
		v->least->value[COL_EXITS]);
}

static void print_counted(FILE *out, const struct view *v)
{
	char time[UNIT_TEXT];

	fputs("in this time", out);
	if (v->duration_ns && v->duration_ns < v->sample->interval_ns)
		fprintf(out, ", of which %s are counted", format_ns(time, v->duration_ns));
}

/* EXITS/S is of the time since then. */
static void print_restart(FILE *out, const struct view *v)
{
	char time[UNIT_TEXT];

	fputs("the counters began anew ", out);
	if (v->sample->is_sum)
		print_counted(out, v);
	else if (v->duration_ns)
		fprintf(out, "%s before the end of this interval", format_ns(time, v->duration_ns));
	else
		fputs("in this interval", out);
	fputs(v->options->scope.kind == SCOPE_GUEST ? " (this guest has moved or was restored)\n" :
	      " (reset or module reload)\n", out);
}

/* Whether the times are of all exits, and what is switched off now. */
static void print_detail(FILE *out, const struct view *v)
{
	const u64 timed = timed_exits(v->sample, v->total), exits = v->total[COL_EXITS];

	if (timed == NOT_KNOWN)
		fputs("not all exits were timed: AVG is shown where it is known\n", out);
	else if (timed < exits)
		fprintf(out, "%llu of %llu exits were not timed: AVG is of the others\n",
			exits - timed, exits);
	if (v->sample->detail == DETAIL_OFF)
		fputs("nothing is recorded now (enabled is 0)\n", out);
	if (v->sample->detail == DETAIL_COUNTS)
		fputs("exits are counted and not timed now (detail is counts)\n", out);
}

static void print_notes(FILE *out, const struct view *v, bool time_share_shown)
{
	if (v->nr_hidden)
		fprintf(out, "%zu more not shown\n", v->nr_hidden);
	if (time_share_shown && !v->options->with_halted && v->total[COL_HALTED])
		fputs("TIME% leaves out halted time (--with-halted counts it)\n", out);
	if (v->restarted)
		print_restart(out, v);
	print_detail(out, v);
	if (v->options->causes && v->sample->detail != DETAIL_CAUSES)
		fputs("new causes are not looked for now: '" PROGRAM " detail causes' begins\n", out);
	if (v->sample->backwards)
		fprintf(out, "%llu times the TSC went backwards: these count as no time\n",
			v->sample->backwards);
	if (v->sample->own_exits)
		fprintf(out, "asking for these numbers takes %llu CPUID exits\n",
			v->sample->own_exits);
}

/*
 * Guest time that no exit has ended yet: no reason, but part of TOTAL. In a difference
 * it may have become less.
 */
static void add_running(struct table *t, const struct view *v)
{
	s64 running = v->scope->running;
	char text[UNIT_TEXT + 1] = "-";

	format_time(text + (running < 0), running < 0 ? -(u64)running : (u64)running, v);
	table_row(t, STYLE_PLAIN);
	for (unsigned int c = 0; c < t->nr_columns; c++) {
		const char *heading = t->columns[c].heading;

		if (!strcmp(heading, label_columns[LINES_REASONS].heading))
			table_cell(t, "RUNNING");
		else
			table_cell(t, strcmp(heading, "GUEST") ? "" : text);
	}
}

static bool has_running(const struct view *v)
{
	return v->options->lines == LINES_REASONS && !v->options->reasons && v->scope &&
	       v->scope->running;
}

/* All lines, or those of a window with a column for the mark. */
static void fill(struct table *t, const struct view *v, const struct window *w, bool running)
{
	size_t first = w ? w->first : 0, end = w ? w->first + w->nr : v->nr_lines;

	if (w)
		table_column(t, &mark_column);
	add_columns(t, v);
	for (size_t i = first; i < v->nr_lines && i < end; i++) {
		table_row(t, w && i == w->marked ? STYLE_REVERSE : STYLE_PLAIN);
		if (w)
			table_cell(t, i == w->marked ? ">" : "");
		add_line(t, v, &v->lines[i]);
	}
	if (running)
		add_running(t, v);
	table_row(t, STYLE_BOLD);
	if (w)
		table_cell(t, "");
	add_total(t, v);
}

/* RUNNING would be a row of nothing where its one column does not fit. */
static void make_table(struct table *t, const struct view *v, const struct window *w,
		       const struct table_look *look)
{
	bool running = has_running(v) && (!w || w->running);

	fill(t, v, w, running);
	if (!running || table_shows(t, "GUEST", look->width))
		return;
	table_free(t);
	fill(t, v, w, false);
}

void print_table(FILE *out, const struct view *v, const struct table_look *look)
{
	struct table t = { 0 };
	bool time_share_shown;

	make_table(&t, v, NULL, look);
	table_print(&t, out, look);
	time_share_shown = table_shows(&t, "TIME%", look->width);
	table_free(&t);
	print_ends(out, v);
	print_notes(out, v, time_share_shown);
}

void print_lines(FILE *out, const struct view *v, const struct table_look *look,
		 const struct window *w)
{
	struct table t = { 0 };

	make_table(&t, v, w, look);
	table_print(&t, out, look);
	table_free(&t);
}

/*
 * All columns equally wide, so that the lines of a series stand below each other
 * though each is printed before the next is known.
 */
#define SERIES_WIDTH	10

void print_series_line(FILE *out, const struct view *v, const struct table_look *look,
		       const char *clock, bool headings)
{
	static const u64 none[NR_COLUMNS];
	struct numbers n = {
		.value = v->nr_lines ? v->lines[0].value : none, .duration_ns = v->duration_ns,
	};
	struct table_look series = *look;
	struct table t = { 0 };

	series.fixed_width = SERIES_WIDTH;
	series.no_headings = !headings;
	table_column(&t, &time_column);
	add_value_columns(&t, v, true);
	table_row(&t, STYLE_PLAIN);
	table_cell(&t, clock);
	if (v->nr_lines)
		view_line_hist(v, &v->lines[0], &n.hist);
	add_value_cells(&t, &n, v, true);
	table_print(&t, out, &series);
	table_free(&t);
}
