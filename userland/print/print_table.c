// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "base/clock_text.h"
#include "base/units.h"
#include "model/cause_names.h"
#include "model/causes.h"
#include "model/names.h"
#include "model/timed.h"
#include "model/view_causes.h"
#include "model/view_hist.h"
#include "print/hist_text.h"
#include "print/print_table.h"
#include "print/table_notes.h"

static void format_time(char *text, u64 cycles, const struct view *v)
{
	format_cycles(text, cycles, v->options->cycles ? 0 : v->sample->tsc_khz);
}

/* What the cells of a line, or of the total, are of. */
struct numbers {
	const struct sample *sample;	/* which has the columns */
	const u64 *value;
	u64 duration_ns;	/* what a rate is of */
	struct hist_numbers hist;
	const char *unknown;	/* in place of what the sample does not have */
};

static void format_average(char *text, const struct numbers *n, const struct view *v)
{
	u64 average;

	if (timed_average(n->sample, n->value, &average))
		format_time(text, average, v);
	else
		snprintf(text, UNIT_TEXT, "-");
}

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
		format_average(text, n, v);
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
static bool available(const struct shown_column *c, const struct sample *s, bool with_rate)
{
	const unsigned int needs = c->needs | COLUMN_BIT(c->column);

	if (c->as == AS_RATE || c->column == COL_MAX)
		if (with_rate != (c->as == AS_RATE))
			return false;
	if (c->as == AS_PERCENTILE && !s->bounds.nr)
		return false;
	return (s->columns & needs) == needs;
}

/* What was asked for is shown in each sample, also where it is not known. */
static bool shown(const struct shown_column *c, const struct view *v, bool with_rate)
{
	if (v->options->columns.nr)
		return true;
	return available(c, v->sample, with_rate) && (c->as != AS_PERCENTILE || v->options->percentiles);
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
		if (available(c, n->sample, with_rate))
			format_value(text, c, n, v);
		table_cell(t, available(c, n->sample, with_rate) ? text : n->unknown);
	}
}

static bool has_numbers(const struct view *v)
{
	return v->options->lines == LINES_REASONS;
}

/* Names have a column behind what is below each line, or behind the causes that lines are. */
static bool has_names(const struct view *v)
{
	return v->options->causes || v->sample->are_causes;
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
	if (v->sample->are_causes)
		table_column(t, &cause_column);
	if (has_names(v))
		table_column(t, &known_as_column);
	add_value_columns(t, v, v->sample->is_difference);
}

static struct numbers numbers_of(const struct view *v, const u64 value[NR_COLUMNS],
				 u64 duration_ns)
{
	return (struct numbers){
		.sample = v->sample, .value = value, .duration_ns = duration_ns, .unknown = "-",
	};
}

static void add_line(struct table *t, const struct view *v, const struct view_line *line)
{
	struct numbers n = numbers_of(v, line->value, line->scope->duration_ns);
	const char *cause = line->row ? reason_cause(line->row->reason) : "";
	char label[LABEL_TEXT + 16];

	table_cell(t, view_label(v, line, label));
	if (v->options->lines == LINES_DEPARTED)
		add_end(t, v, line->scope);
	if (has_numbers(v))
		table_cell(t, reason_nr(line->row->reason));
	if (v->sample->are_causes)
		table_cell(t, cause);
	if (has_names(v))
		table_cell(t, cause_name(cause));
	view_line_hist(v, line, &n.hist);
	add_value_cells(t, &n, v, v->sample->is_difference);
}

/* What stands between a line's label and what it is known as; lines of no reason have none. */
static void add_blanks(struct table *t, const struct view *v)
{
	if (v->options->lines == LINES_DEPARTED)
		table_cell(t, "");
	if (has_numbers(v))
		table_cell(t, "");
	if (v->sample->are_causes)
		table_cell(t, "");
}

/* Below a line, which says the reason if it is one. */
static void add_below(struct table *t, const struct view *v, const struct view_line *line,
		      const char *label, const char *name, const u64 value[NR_COLUMNS])
{
	struct numbers n = {
		.sample = v->sample->causes, .value = value, .unknown = "",
		.duration_ns = line->scope->duration_ns,
	};
	char text[LABEL_TEXT];

	snprintf(text, sizeof(text), "  %s", label);
	table_row(t, STYLE_PLAIN);
	table_cell(t, text);
	add_blanks(t, v);
	table_cell(t, name);
	add_value_cells(t, &n, v, v->sample->is_difference);
}

static void add_hidden(struct table *t, const struct view *v, const struct view_line *line,
		       const struct cause_lines *c)
{
	char label[LABEL_TEXT];

	snprintf(label, sizeof(label), "%zu others", c->nr_hidden);
	add_below(t, v, line, label, "", c->hidden);
}

static void add_cause(struct table *t, const struct view *v, const struct view_line *line,
		      const struct cause_line *c)
{
	const char *cause = reason_cause(c->reason), *reason = reason_name(c->reason);
	char label[LABEL_TEXT];

	if (!*cause || (!line->row && is_other_causes(c->reason)))
		snprintf(label, sizeof(label), "%s%s%s", reason, *cause ? " " : "", cause);
	else
		snprintf(label, sizeof(label), "%s", cause);
	add_below(t, v, line, label, cause_name(cause), c->value);
}

#define CAUSES_SHOWN	10	/* of a line, where --top does not say */

static void add_causes(struct table *t, const struct view *v, const struct view_line *line)
{
	struct cause_lines c;
	size_t i;

	if (!v->options->causes || !v->sample->causes)
		return;
	view_causes(v, line, &c);
	cause_lines_cut(&c, v->options->top ? v->options->top : CAUSES_SHOWN);
	for (i = 0; i < c.nr && !is_other_causes(c.list[i].reason); i++)
		add_cause(t, v, line, &c.list[i]);
	if (c.nr_hidden)
		add_hidden(t, v, line, &c);
	for (; i < c.nr; i++)
		add_cause(t, v, line, &c.list[i]);
	cause_lines_free(&c);
}

static void add_total(struct table *t, const struct view *v)
{
	struct numbers n = numbers_of(v, v->total, v->duration_ns);

	table_cell(t, "TOTAL");
	add_blanks(t, v);
	if (has_names(v))
		table_cell(t, "");
	view_total_hist(v, &n.hist);
	add_value_cells(t, &n, v, v->sample->is_difference);
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
		if (!w)
			add_causes(t, v, &v->lines[i]);
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
	struct numbers n = numbers_of(v, v->nr_lines ? v->lines[0].value : none, v->duration_ns);
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
