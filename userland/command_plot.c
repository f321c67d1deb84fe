// SPDX-License-Identifier: GPL-2.0-only
/*
 * A picture of a recording, drawn by gnuplot: one line for each of the most
 * frequent reasons (or VMs, vCPUs, CPUs) and one for all others together.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "difference.h"
#include "options.h"
#include "text.h"
#include "timed.h"
#include "units.h"

#define MAX_SERIES	8	/* more cannot be told apart */

/* Of one reason or scope, which is what it is known by: names may be the same. */
struct series {
	struct scope_key scope;
	u32 reason;
	bool is_other;
	char name[LABEL_TEXT + 16];
	double sum;
	double *value;		/* one for each interval */
	size_t room;
};

struct plot {
	const struct options *options;
	struct series *series;
	size_t nr_series, series_room;
	double *seconds;	/* since the first sample, at the end of each interval */
	size_t nr, room;
	u64 begin_ns, tsc_khz;
	char title[3 * LABEL_TEXT];
};

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

static void put_value(struct series *s, size_t at, double value)
{
	if (at >= s->room) {
		size_t room = at + at / 2 + 64;

		s->value = xrealloc(s->value, room, sizeof(*s->value));
		memset(s->value + s->room, 0, (room - s->room) * sizeof(*s->value));
		s->room = room;
	}
	s->value[at] += value;
	s->sum += value;
}

static bool is_average(const struct plot *p)
{
	return p->options->query.view.sort == SORT_AVERAGE;
}

static bool is_count(const struct plot *p)
{
	enum sort_key sort = p->options->query.view.sort;

	return sort == (enum sort_key)COL_EXITS || sort == (enum sort_key)COL_NESTED;
}

/* Events or milliseconds in a second, or microseconds for one exit. */
static double value_of(const struct plot *p, const struct sample *s,
		       const u64 value[NR_COLUMNS], double seconds)
{
	u64 timed = timed_exits(s, value);
	const struct view_options *o = &p->options->query.view;
	double khz = p->tsc_khz ? p->tsc_khz : 1;

	if (is_average(p))
		return timed ? value[COL_KERNEL] * 1e3 / khz / timed : 0;
	if (is_count(p))
		return value[o->sort] / seconds;
	return (o->sort == SORT_TIME ? work_cycles(value, o) : value[o->sort]) / khz / seconds;
}

/* What began anew could not count for the whole interval. */
static double seconds_of(const struct view_line *line, double interval)
{
	return line->scope->restarted && line->scope->duration_ns ?
	       line->scope->duration_ns / 1e9 : interval;
}

static void add_interval(struct plot *p, const struct sample *difference)
{
	double seconds = difference->interval_ns / 1e9;
	struct view v;

	if (!difference->interval_ns)
		return;
	view_make(&v, difference, &p->options->query.view);
	p->seconds = grow(p->seconds, &p->room, p->nr, sizeof(*p->seconds));
	p->seconds[p->nr] = (difference->boot_ns - p->begin_ns) / 1e9;
	for (size_t i = 0; i < v.nr_lines; i++)
		put_value(series_for(p, &v, &v.lines[i]), p->nr,
			  value_of(p, difference, v.lines[i].value, seconds_of(&v.lines[i], seconds)));
	p->nr++;
	view_free(&v);
}

static int read_intervals(struct plot *p, struct source *src, struct failure *f)
{
	struct sample samples[2] = { 0 }, difference = { 0 };
	int got;

	for (u64 nr = 0; (got = src->next(src, &samples[nr % 2], f)) == SOURCE_SAMPLE; nr++) {
		const struct sample *now = &samples[nr % 2];

		if (!nr) {
			p->begin_ns = now->boot_ns;
			p->tsc_khz = now->tsc_khz;
			continue;
		}
		sample_difference(&samples[(nr + 1) % 2], now, &difference);
		add_interval(p, &difference);
	}
	sample_free(&samples[0]);
	sample_free(&samples[1]);
	sample_free(&difference);
	return got;
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
	size_t most = p->options->query.view.top;
	struct series other = { .name = "other", .is_other = true };

	if (!most || most > MAX_SERIES)
		most = MAX_SERIES;
	qsort(p->series, p->nr_series, sizeof(*p->series), compare_series);
	while (p->nr_series && !p->series[p->nr_series - 1].sum)
		p->nr_series--;
	if (p->nr_series <= most)
		return;
	for (size_t i = most; i < p->nr_series && !is_average(p); i++)
		for (size_t at = 0; at < p->nr && at < p->series[i].room; at++)
			put_value(&other, at, (at < other.room ? other.value[at] : 0) +
				  p->series[i].value[at]);
	p->nr_series = most;
	if (is_average(p))
		return;
	p->series[p->nr_series++] = other;
}

/* Time on the x axis in the unit that gives readable numbers. */
static const char *time_unit(const struct plot *p, double *seconds)
{
	double whole = p->nr ? p->seconds[p->nr - 1] : 0;

	*seconds = whole > 4 * 3600 ? 3600 : whole > 300 ? 60 : 1;
	return *seconds == 3600 ? "h" : *seconds == 60 ? "min" : "s";
}

/*
 * Names are others' text and never stand in the script: gnuplot runs what it finds
 * between backquotes. They are data, the numbers of their bytes, a line for each.
 */
static void put_name(FILE *out, const char *name)
{
	for (; *name; name++)
		fprintf(out, "%u ", (unsigned char)*name);
	putc('\n', out);
}

/* The title is line 1, then the series; name(line) is the name in it. */
static void put_names(FILE *out, const struct plot *p)
{
	fputs("$names << EOD\n", out);
	put_name(out, p->title);
	for (size_t i = 0; i < p->nr_series; i++)
		put_name(out, p->series[i].name);
	fputs("EOD\n"
	      "name(line) = (t = '', sum [i = 1:words(line)] "
	      "(t = t . sprintf('%c', int(word(line, i))), 0), t)\n", out);
}

static void put_y_label(FILE *out, const struct plot *p)
{
	enum sort_key sort = p->options->query.view.sort;

	if (is_average(p))
		fputs("set ylabel 'average kernel time per exit (us)'\n", out);
	else if (sort == (enum sort_key)COL_EXITS)
		fputs("set ylabel 'exits per second (1/s)'\n", out);
	else if (is_count(p))
		fprintf(out, "set ylabel '%s exits per second (1/s)'\n", sort_key_name(sort));
	else if (p->tsc_khz)
		fprintf(out, "set ylabel '%s time per second (ms/s)'\n",
			sort == SORT_TIME ? "exit" : sort_key_name(sort));
	else
		fprintf(out, "set ylabel '%s cycles per second (1/s)'\n", sort_key_name(sort));
}

static void put_terminal(FILE *out, const char *file)
{
	const char *dot = strrchr(file, '.');

	if (!strcmp(dot, ".png"))
		fputs("set terminal pngcairo size 1000,500 noenhanced font ',11'\n", out);
	else
		fputs("set terminal svg size 1000,500 noenhanced font ',12' background '#ffffff'\n",
		      out);
}

static void put_data(FILE *out, const struct plot *p, double unit)
{
	fputs("$data << EOD\n", out);
	for (size_t at = 0; at < p->nr; at++) {
		fprintf(out, "%.6f", p->seconds[at] / unit);
		for (size_t i = 0; i < p->nr_series; i++)
			fprintf(out, " %.6f",
				at < p->series[i].room ? p->series[i].value[at] : 0.0);
		putc('\n', out);
	}
	fputs("EOD\n", out);
}

static void put_lines(FILE *out, const struct plot *p)
{
	/* Colours that people with colour blindness can tell apart; grey for other. */
	static const char *const colours[] = {
		"#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000",
		"#b8a800",
	};

	fputs("plot ", out);
	for (size_t i = 0; i < p->nr_series; i++) {
		bool other = p->series[i].is_other;

		fprintf(out, "%s$data using 1:%zu with %s lw 2 pt 7 ps 0.5 lc rgb '%s' "
			"title name($names[%zu])", i ? ", " : "", i + 2,
			p->nr <= 60 ? "linespoints" : "lines", other ? "#999999" : colours[i], i + 2);
	}
	putc('\n', out);
}

static void put_script(FILE *out, const struct plot *p, const char *file)
{
	double unit;
	const char *unit_name = time_unit(p, &unit);

	put_terminal(out, file);
	put_data(out, p, unit);
	put_names(out, p);
	fputs("set encoding utf8\nheading = name($names[1])\nset title heading\n", out);
	fprintf(out, "set xlabel 'time since the first sample (%s)'\n", unit_name);
	put_y_label(out, p);
	fputs("set key outside right top reverse Left\n"
	      "set grid ytics lc rgb '#dddddd'\nset border 3\nset tics nomirror\n"
	      "set format y '%.10g'\nset yrange [0:*]\nset xrange [0:*]\n", out);
	put_lines(out, p);
}

/* gnuplot as a child that reads from a pipe and writes to the picture. */
static pid_t start_gnuplot(int picture, FILE **script)
{
	int ends[2];
	pid_t pid;

	if (pipe(ends))
		return -1;
	pid = fork();
	if (!pid) {
		dup2(ends[0], STDIN_FILENO);
		dup2(picture, STDOUT_FILENO);
		close(ends[0]);
		close(ends[1]);
		signal(SIGPIPE, SIG_DFL);
		/* Names are UTF-8 and numbers have a point, wherever one is. */
		setenv("LC_ALL", "C.UTF-8", 1);
		execlp("gnuplot", "gnuplot", "-d", (char *)NULL);
		_exit(errno == ENOENT ? 127 : 126);
	}
	close(ends[0]);
	*script = fdopen(ends[1], "w");
	if (!*script)
		die(STATUS_FAILED, "out of memory");
	return pid;
}

static int run_gnuplot(const struct plot *p, const char *file, int picture)
{
	FILE *script = NULL;
	pid_t pid;
	int status = 0;

	/* A gnuplot that ends early is noticed by its status. */
	signal(SIGPIPE, SIG_IGN);
	pid = start_gnuplot(picture, &script);
	if (pid < 0)
		die(STATUS_FAILED, "cannot start gnuplot: %s", strerror(errno));
	put_script(script, p, file);
	fclose(script);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static void draw(const struct plot *p, const char *file)
{
	int picture = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	int status;

	if (picture < 0)
		die(STATUS_FAILED, "%s: %s", file, strerror(errno));
	status = run_gnuplot(p, file, picture);
	close(picture);
	if (!status)
		return;
	unlink(file);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		die(STATUS_FAILED, "gnuplot is not installed: 'apt install gnuplot-nox', or use '"
		    PROGRAM " report --csv'");
	die(STATUS_FAILED, "gnuplot could not draw %s", file);
}

static void check_output(const char *file)
{
	const char *dot = file ? strrchr(file, '.') : NULL;

	if (!dot || (strcmp(dot, ".svg") && strcmp(dot, ".png")))
		die(STATUS_USAGE, "plot needs -o FILE.svg or -o FILE.png");
}

static void check_sort(enum sort_key sort)
{
	if (sort == SORT_NAME || sort == SORT_NR || sort == (enum sort_key)COL_MAX)
		die(STATUS_USAGE, "cannot plot '%s': plot draws what --sort names",
		    sort_key_name(sort));
}

static void set_title(struct plot *p)
{
	const struct view_options *o = &p->options->query.view;
	char text[LABEL_TEXT + 32], reason[LABEL_TEXT] = "";

	if (o->reason)
		text_clean(reason, sizeof(reason), o->reason, strlen(o->reason));
	snprintf(p->title, sizeof(p->title), "VM exits, %s%s%s", scope_title(&o->scope, text),
		 o->reason ? ": " : "", reason);
}

static void free_plot(struct plot *p)
{
	for (size_t i = 0; i < p->nr_series; i++)
		free(p->series[i].value);
	free(p->series);
	free(p->seconds);
}

int command_plot(struct options *o)
{
	struct plot p = { .options = o };
	struct source *src;
	struct failure f;
	u32 top = o->query.view.top;

	check_output(o->file);
	check_sort(o->query.view.sort);
	src = open_recording(&o->query, o->operands[0], &f);
	/* Which ones are the largest is known after the last sample only. */
	o->query.view.top = 0;
	if (!src || read_intervals(&p, src, &f) < 0)
		die(STATUS_FAILED, "%s", f.text);
	src->close(src);
	o->query.view.top = top;
	if (!p.nr)
		die(STATUS_FAILED, "%s: a plot needs two samples or more", o->operands[0]);
	set_title(&p);
	join_others(&p);
	if (!p.nr_series)
		die(STATUS_FAILED, "%s: no exits in it, nothing to draw", o->operands[0]);
	draw(&p, o->file);
	free_plot(&p);
	return STATUS_OK;
}
