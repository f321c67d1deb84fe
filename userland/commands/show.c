// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "base/clock_text.h"
#include "base/output.h"
#include "base/stop.h"
#include "base/terminal.h"
#include "commands/options.h"
#include "commands/show.h"
#include "model/answerable.h"
#include "model/difference.h"
#include "print/print_csv.h"
#include "print/print_hist_bars.h"
#include "print/print_hist_csv.h"
#include "print/print_hist_json.h"
#include "print/print_hist_table.h"
#include "print/print_json.h"
#include "print/print_table.h"
#include "sources/source.h"

#define FROM_NOW_NS	1000000000ULL	/* what is counted without an interval */
#define SERIES_PAGE	20	/* lines of a series between two headings */

/* What one run of samples is shown with. */
struct show {
	const struct options *options;
	const struct source *source;
	u64 shown;
	char time[TIME_TEXT];	/* of the line of a series that was printed last */
	bool warned_format, warned_cut;
};

/* One line for each sample, where one reason of one scope is asked for. */
static bool is_series(const struct show *w)
{
	const struct options *o = w->options;

	return o->query.view.lines == LINES_REASONS && patterns_is_one_name(o->query.view.reasons) &&
	       !o->query.view.hists && !o->query.causes &&
	       (o->interval_ns || !w->source->live) && !w->source->whole;
}

static void warn_once(struct show *w, const struct sample *s)
{
	if (s->format > KNOWN_FORMAT && !w->warned_format) {
		warn("the format is %llu, newer than the %d that is known: showing what is known",
		     s->format, KNOWN_FORMAT);
		w->warned_format = true;
	}
	if (s->cut && !w->warned_cut) {
		warn("the list ends without its TOTAL: it may have been cut short");
		w->warned_cut = true;
	}
}

/* With tenths where samples are less than a second apart. */
static void format_time(const struct show *w, const struct sample *s, char time[TIME_TEXT])
{
	const u64 interval = w->source->live ? w->options->interval_ns : s->interval_ns;

	if (interval && interval < 1000000000ULL)
		format_local_tenths(time, s->wall_ns);
	else
		format_local(time, s->wall_ns);
}

/* The lines of a series have a clock; when a day begins its date is told. */
static void print_series(struct show *w, const struct view *v, const struct table_look *look)
{
	char time[TIME_TEXT];
	const size_t date = clock_of(time) - time;

	format_time(w, v->sample, time);
	if (w->time[0] && memcmp(time, w->time, date))
		printf("%.*s\n", (int)date - 1, time);
	memcpy(w->time, time, sizeof(time));
	print_series_line(stdout, v, look, clock_of(time), w->shown % SERIES_PAGE == 0);
}

static void print_title(const struct show *w, const struct sample *s)
{
	const struct options *o = w->options;
	char title[LABEL_TEXT + 32], time[TIME_TEXT];
	u64 ms = (s->interval_ns + 500000) / 1000000;

	if (w->shown)
		putchar('\n');
	if (o->interval_ns || !w->source->live) {
		if (w->source->whole && s->is_difference)
			printf("%s to ", format_local(time, s->wall_ns - s->interval_ns));
		format_time(w, s, time);
		printf("%s  ", time);
		if (s->is_difference)
			printf("%llu.%03llu s", ms / 1000, ms % 1000);
		else
			fputs("totals", stdout);
		putchar('\n');
	}
	if (o->query.view.scope.kind == SCOPE_VM || o->query.view.scope.kind == SCOPE_VCPU ||
	    o->query.view.scope.kind == SCOPE_CPU)
		puts(scope_title(&o->query.view.scope, title));
}

/* Bars for one reason, a line for each of several. */
static void print_hists(const struct view *v, const struct table_look *look)
{
	if (!v->nr_lines)
		puts("no exits");
	else if (patterns_is_one_name(v->options->reasons))
		for (size_t i = 0; i < v->nr_lines; i++)
			print_hist_bars(stdout, v, &v->lines[i], look, output_unicode());
	else
		print_hist_table(stdout, v, look, output_unicode());
}

static void print_for_people(struct show *w, const struct view *v)
{
	struct table_look look = {
		.width = output_width(STDOUT_FILENO),
		.colour = output_colour(STDOUT_FILENO),
	};

	if (is_series(w)) {
		print_series(w, v, &look);
		return;
	}
	print_title(w, v->sample);
	if (v->options->hists)
		print_hists(v, &look);
	else
		print_table(stdout, v, &look);
	if (w->source->note)
		puts(w->source->note);
	if (w->source->from_now && !w->options->interval_ns)
		puts("these are of one second: with an INTERVAL it goes on");
}

static void print_as_json(FILE *out, const struct view *v)
{
	if (v->options->hists)
		print_hist_json(out, v);
	else
		print_json(out, v);
}

static void print_as_csv(FILE *out, const struct view *v, bool header)
{
	if (v->options->hists) {
		if (header)
			print_hist_csv_header(out, v);
		print_hist_csv(out, v);
		return;
	}
	if (header)
		print_csv_header(out, v);
	print_csv(out, v);
}

void print_for_programs(FILE *out, const struct view *v, enum output output, bool first)
{
	switch (output) {
	case OUTPUT_JSON:
		print_as_json(out, v);
		break;
	case OUTPUT_CSV:
		print_as_csv(out, v, first);
		break;
	case OUTPUT_TABLE:
	case OUTPUT_PROMETHEUS:
	case OUTPUT_OPENMETRICS:
		break;	/* for people, and metrics.h */
	}
}

static void print_sample(struct show *w, const struct sample *s)
{
	struct view v;

	view_make(&v, s, &w->options->query.view);
	if (w->options->output == OUTPUT_TABLE)
		print_for_people(w, &v);
	else
		print_for_programs(stdout, &v, w->options->output, !w->shown);
	view_free(&v);
	flush_output();
	w->shown++;
}

/* Where counting begins with the command its first sample has nothing to show. */
static bool is_without_totals(const struct show *w)
{
	return w->source->from_now ? w->options->interval_ns : w->options->changes;
}

static bool wait_for(const struct show *w, u64 start, u64 nr)
{
	return !nr || !w->source->live || sleep_until(start + nr * w->options->interval_ns);
}

enum status show_samples(struct source *src, const struct options *o)
{
	struct sample samples[2] = { 0 }, difference = { 0 };
	struct show w = { .options = o, .source = src };
	u64 count = o->interval_ns || !src->live ? o->count : 1, start = now_ns();
	struct failure f = { "" };
	int got = SOURCE_END;

	/* What is shown is counted. */
	if (count && is_without_totals(&w))
		count++;
	stop_install();
	if (src->from_now && !o->interval_ns)
		sleep_until(start + FROM_NOW_NS);
	for (u64 nr = 0; (!count || nr < count) && wait_for(&w, start, nr); nr++) {
		struct sample *now = &samples[nr % 2];

		got = src->next(src, now, &f);
		if (got != SOURCE_SAMPLE)
			break;
		warn_once(&w, now);
		if (nr)
			sample_difference(&samples[(nr + 1) % 2], now, &difference);
		else if (check_answerable(&o->query.view, now, &f))
			die(STATUS_FAILED, "%s", f.text);
		if (nr || !is_without_totals(&w) || src->whole)
			print_sample(&w, nr ? &difference : now);
	}
	sample_free(&samples[0]);
	sample_free(&samples[1]);
	sample_free(&difference);
	if (got >= 0)
		return STATUS_OK;
	warn("%s", f.text);
	return STATUS_FAILED;
}

int show_opened(struct source *src, struct options *o)
{
	const enum status status = show_samples(src, o);

	src->close(src);
	return status;
}

int show_source(struct source *(*open)(struct query *, struct failure *), struct options *o)
{
	struct failure f;
	struct source *src = open(&o->query, &f);

	if (!src)
		die(STATUS_FAILED, "%s", f.text);
	return show_opened(src, o);
}
