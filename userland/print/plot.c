// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is drawn of a recording: one line for each of the most frequent reasons (or VMs,
 * vCPUs, CPUs) and one for all others together.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/timed.h"
#include "print/plot.h"

void plot_begin(struct plot *p, const struct sample *first)
{
	p->tsc_khz = first->tsc_khz;
}

static struct series *series_for(struct plot *p, const struct view *v,
				 const struct view_line *line)
{
	const u32 reason = v->options->lines == LINES_REASONS ? line->row->reason : SCOPE_ANY;
	struct scope_key scope = line->scope->key;
	char label[LABEL_TEXT + 16];
	struct series *s;

	/* The last part of a VM that has ended is the VM's. */
	if (scope.kind == SCOPE_DEPARTED)
		scope.kind = SCOPE_VM;
	scope.since = 0;
	for (size_t i = 0; i < p->nr_series; i++)
		if (p->series[i].reason == reason &&
		    !memcmp(&p->series[i].scope, &scope, sizeof(scope)))
			return &p->series[i];
	p->series = grow(p->series, &p->series_room, p->nr_series, sizeof(*p->series));
	s = &p->series[p->nr_series++];
	memset(s, 0, sizeof(*s));
	s->scope = scope;
	s->reason = reason;
	snprintf(s->name, sizeof(s->name), "%s", view_name(v, line, label));
	return s;
}

static double *more_points(double *points, size_t before, size_t room)
{
	points = xrealloc(points, room, sizeof(*points));
	memset(points + before, 0, (room - before) * sizeof(*points));
	return points;
}

/* Two VMs of one name, one after the other, may meet in one interval. */
static void put_value(struct series *s, size_t at, double value, double exits)
{
	if (at >= s->room) {
		size_t room = at + at / 2 + 64;

		s->value = more_points(s->value, s->room, room);
		s->exits = more_points(s->exits, s->room, room);
		s->room = room;
	}
	s->value[at] += value;
	s->exits[at] += exits;
}

static void free_series(struct series *s)
{
	free(s->value);
	free(s->exits);
}

bool plot_is_average(const struct plot *p)
{
	return p->options->sort == SORT_AVERAGE;
}

bool plot_is_count(const struct plot *p)
{
	enum sort_key sort = p->options->sort;

	return (int)sort < NR_COLUMNS && column_is_count((enum column)sort);
}

/* Events or milliseconds in a second, or microseconds of all exits. */
static double value_of(const struct plot *p, const u64 value[NR_COLUMNS], double seconds)
{
	const struct view_options *o = p->options;
	double khz = p->tsc_khz ? p->tsc_khz : 1;

	if (plot_is_average(p))
		return value[COL_KERNEL] * 1e3 / khz;
	if (plot_is_count(p))
		return value[o->sort] / seconds;
	return (o->sort == SORT_TIME ? work_cycles(value, o) : value[o->sort]) / khz / seconds;
}

/* What began anew could not count for the whole interval. */
static double seconds_of(const struct view_line *line, double interval)
{
	return line->scope->restarted && line->scope->duration_ns ?
	       line->scope->duration_ns / 1e9 : interval;
}

void plot_add(struct plot *p, const struct sample *difference)
{
	double seconds = difference->interval_ns / 1e9;
	struct view v;

	if (!difference->interval_ns)
		return;
	view_make(&v, difference, p->options);
	p->seconds = grow(p->seconds, &p->room, p->nr, sizeof(*p->seconds));
	/* Time between two boots of the host is none that is drawn. */
	p->elapsed_ns = saturating_add(p->elapsed_ns, difference->interval_ns);
	p->seconds[p->nr] = p->elapsed_ns / 1e9;
	for (size_t i = 0; i < v.nr_lines; i++) {
		const struct view_line *line = &v.lines[i];
		u64 timed = timed_exits(difference, line->value);

		put_value(series_for(p, &v, line), p->nr,
			  value_of(p, line->value, seconds_of(line, seconds)),
			  timed == NOT_KNOWN ? NAN : timed);
	}
	p->nr++;
	view_free(&v);
}

/* Of all exits together; none, or an unknown number of them, have no average. */
static void make_averages(struct series *s, size_t nr)
{
	for (size_t at = 0; at < nr && at < s->room; at++)
		s->value[at] = s->exits[at] > 0 ? s->value[at] / s->exits[at] : NAN;
	for (size_t at = nr; at < s->room; at++)
		s->value[at] = 0;
}

static void finish_series(struct plot *p, struct series *s)
{
	if (plot_is_average(p))
		make_averages(s, p->nr);
	for (size_t at = 0; at < s->room; at++)
		s->sum += isnan(s->value[at]) ? 0 : s->value[at];
}

static int compare_series(const void *a, const void *b)
{
	const struct series *x = a, *y = b;

	if (x->sum != y->sum)
		return x->sum < y->sum ? 1 : -1;
	return strcmp(x->name, y->name);
}

/* Everything below the largest ones becomes one; averages cannot be added. */
static void join_others(struct plot *p)
{
	const size_t most = p->options->top ? p->options->top : USUAL_SERIES;
	struct series other = { .name = "other", .is_other = true };

	if (p->nr_series)
		qsort(p->series, p->nr_series, sizeof(*p->series), compare_series);
	while (p->nr_series && !p->series[p->nr_series - 1].sum)
		free_series(&p->series[--p->nr_series]);
	if (p->nr_series <= most)
		return;
	for (size_t i = most; i < p->nr_series && !plot_is_average(p); i++)
		for (size_t at = 0; at < p->nr && at < p->series[i].room; at++)
			put_value(&other, at, p->series[i].value[at], 0);
	for (size_t i = most; i < p->nr_series; i++)
		free_series(&p->series[i]);
	p->nr_series = most;
	if (!plot_is_average(p))
		p->series[p->nr_series++] = other;
}

static const char *whose(const struct view_options *o, char text[LABEL_TEXT + 48])
{
	char room[LABEL_TEXT + 32];
	const char *scope = scope_title(&o->scope, room);

	if (o->lines == LINES_VMS)
		snprintf(text, LABEL_TEXT + 48, "VMs");
	else if (o->lines == LINES_CPUS)
		snprintf(text, LABEL_TEXT + 48, "CPUs");
	else if (o->lines == LINES_VCPUS && o->scope.vm != SCOPE_ANY)
		snprintf(text, LABEL_TEXT + 48, "vCPUs of %s", scope);
	else if (o->lines == LINES_VCPUS)
		snprintf(text, LABEL_TEXT + 48, "vCPUs");
	else
		snprintf(text, LABEL_TEXT + 48, "%s", scope);
	return text;
}

const char *plot_title(const struct view_options *o, char text[PLOT_TITLE])
{
	char *reasons = o->reasons ? patterns_text(o->reasons) : NULL;
	char room[LABEL_TEXT + 48];

	snprintf(text, PLOT_TITLE, "VM exits, %s%s%s", whose(o, room), reasons ? ": " : "",
		 reasons ? reasons : "");
	free(reasons);
	return text;
}

void plot_finish(struct plot *p)
{
	for (size_t i = 0; i < p->nr_series; i++)
		finish_series(p, &p->series[i]);
	join_others(p);
}

void plot_free(struct plot *p)
{
	for (size_t i = 0; i < p->nr_series; i++)
		free_series(&p->series[i]);
	free(p->series);
	free(p->seconds);
}
