// SPDX-License-Identifier: GPL-2.0-only
/*
 * The picture of a plot, drawn by gnuplot: data, and a script that is always the same.
 * Names are others' text, and gnuplot runs what it finds between backquotes: they are
 * data, too.
 */
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "print/plot_draw.h"

#define LONGEST_NAME	40	/* columns of the legend */
#define LONGEST_TITLE	90
#define LONGEST_LABEL	80
#define NO_FONT		3	/* the status that the script ends with */

static const char script[] = {
#include "plot_script.h"
};

/* Time on the x axis in the unit that gives readable numbers. */
static const char *time_unit(const struct plot *p, double *seconds)
{
	double whole = p->nr ? p->seconds[p->nr - 1] : 0;

	*seconds = whole > 4 * 3600 ? 3600 : whole > 300 ? 60 : 1;
	return *seconds == 3600 ? "h" : *seconds == 60 ? "min" : "s";
}

/* Names as data: the numbers of their bytes, a line for each. */
static void put_name(FILE *out, const char *name, size_t columns)
{
	char shown[3 * LABEL_TEXT];

	text_shorten(shown, sizeof(shown), name, columns);
	for (const char *c = shown; *c; c++)
		fprintf(out, "%u ", (unsigned char)*c);
	putc('\n', out);
}

static double highest(const struct plot *p)
{
	double high = 0;

	for (size_t i = 0; i < p->nr_series; i++)
		for (size_t at = 0; at < p->nr && at < p->series[i].room; at++)
			high = p->series[i].value[at] > high ? p->series[i].value[at] : high;
	return high;
}

/* A unit and those a thousand, a million and a billion times as large. */
struct y_unit {
	const char *names[4];
};

static const struct y_unit per_second = { { "1/s", "1000/s", "million/s", "billion/s" } };
static const struct y_unit time_per_second = { { "ms/s", "s/s", "1000 s/s", "million s/s" } };
static const struct y_unit time_per_exit = { { "us", "ms", "s", "1000 s" } };

/* Up to 9999 as it is, else with three digits before the point at most. */
static const char *scaled_unit(const struct y_unit *unit, double high, double *scale)
{
	unsigned int step = 0;

	*scale = 1;
	if (high < 10000)
		return unit->names[0];
	while (step + 1 < ARRAY_SIZE(unit->names) && high >= 1000 * *scale) {
		*scale *= 1000;
		step++;
	}
	return unit->names[step];
}

/* What is drawn, and in which unit: @scale is what to divide the values by. */
static void make_y_label(char label[LONGEST_LABEL], const struct plot *p, double *scale)
{
	const enum sort_key sort = p->options->sort;
	const double high = highest(p);
	const char *what = sort == SORT_TIME ? "exit" : sort_key_name(sort);

	if (plot_is_average(p))
		snprintf(label, LONGEST_LABEL, "average kernel time per exit (%s)",
			 scaled_unit(&time_per_exit, high, scale));
	else if (sort == (enum sort_key)COL_EXITS)
		snprintf(label, LONGEST_LABEL, "exits per second (%s)",
			 scaled_unit(&per_second, high, scale));
	else if (plot_is_count(p))
		snprintf(label, LONGEST_LABEL, "%s exits per second (%s)", what,
			 scaled_unit(&per_second, high, scale));
	else if (p->tsc_khz)
		snprintf(label, LONGEST_LABEL, "%s time per second (%s)", what,
			 scaled_unit(&time_per_second, high, scale));
	else
		snprintf(label, LONGEST_LABEL, "%s cycles per second (%s)", what,
			 scaled_unit(&per_second, high, scale));
}

/* Wide enough for the legend: what does not fit gnuplot cuts off. */
static unsigned int picture_width(const struct plot *p)
{
	const unsigned int drawing = 760, column = 10;
	size_t longest = 24;

	for (size_t i = 0; i < p->nr_series; i++) {
		size_t columns = text_width(p->series[i].name);

		longest = columns > longest ? columns : longest;
	}
	return drawing + column * (longest > LONGEST_NAME ? LONGEST_NAME : longest);
}

/* High enough for it, too. */
static unsigned int picture_height(const struct plot *p)
{
	const unsigned int least = 500, title = 80, row = 20;
	unsigned int height = title + row * p->nr_series;

	return height > least ? height : least;
}

/* Where there is no value the line is broken. */
static void put_value(FILE *out, const struct series *s, size_t at, double scale)
{
	if (at < s->room && isnan(s->value[at]))
		fputs(" NaN", out);
	else
		fprintf(out, " %.9f", at < s->room ? s->value[at] / scale : 0.0);
}

static void put_data(FILE *out, const struct plot *p, double unit, double scale)
{
	fputs("$data << EOD\n", out);
	for (size_t at = 0; at < p->nr; at++) {
		fprintf(out, "%.6f", p->seconds[at] / unit);
		for (size_t i = 0; i < p->nr_series; i++)
			put_value(out, &p->series[i], at, scale);
		putc('\n', out);
	}
	fputs("EOD\n", out);
}

/* The script is always the same; this is what it draws. */
static void put_facts(FILE *out, const struct plot *p, enum picture_kind kind)
{
	bool other = p->nr_series && p->series[p->nr_series - 1].is_other;

	/* Points where few are; a point alone is no line. */
	fprintf(out, "$facts << EOD\n%d %u %u %zu %d %s\nEOD\n", kind == PICTURE_PNG,
		picture_width(p), picture_height(p), p->nr_series, other,
		p->nr <= 60 ? "0.5" : plot_is_average(p) ? "0.1" : "0");
}

static void put_texts(FILE *out, const struct plot *p, const char *x_label, const char *y_label)
{
	fputs("$texts << EOD\n", out);
	put_name(out, p->title, LONGEST_TITLE);
	put_name(out, x_label, LONGEST_LABEL);
	put_name(out, y_label, LONGEST_LABEL);
	for (size_t i = 0; i < p->nr_series; i++)
		put_name(out, p->series[i].name, LONGEST_NAME);
	fputs("EOD\n", out);
}

static void put_all(FILE *out, const struct plot *p, enum picture_kind kind)
{
	char x_label[LONGEST_LABEL], y_label[LONGEST_LABEL];
	double unit, scale;

	snprintf(x_label, sizeof(x_label), "time since the first sample (%s)",
		 time_unit(p, &unit));
	make_y_label(y_label, p, &scale);
	put_facts(out, p, kind);
	put_texts(out, p, x_label, y_label);
	put_data(out, p, unit, scale);
	fputs(script, out);
}

/* Data and script as a file without a name, to be read from its begin; -1 with errno. */
static int script_file(const struct plot *p, enum picture_kind kind)
{
	int fd = memfd_create("gnuplot", MFD_CLOEXEC), copy = fd < 0 ? -1 : dup(fd);
	FILE *out = copy < 0 ? NULL : fdopen(copy, "w");

	if (out)
		put_all(out, p, kind);
	if (out && !fclose(out) && !lseek(fd, 0, SEEK_SET))
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static pid_t start_gnuplot(int script, int picture, int messages)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	dup2(script, STDIN_FILENO);
	dup2(picture, STDOUT_FILENO);
	dup2(messages, STDERR_FILENO);
	signal(SIGPIPE, SIG_DFL);
	/* Names are UTF-8 and numbers have a point, wherever one is. */
	setenv("LC_ALL", "C.UTF-8", 1);
	execlp("gnuplot", "gnuplot", "-d", (char *)NULL);
	_exit(errno == ENOENT ? 127 : 126);
}

/* All that comes out of a pipe. */
static void read_all(int fd, char **text, size_t *len)
{
	size_t room = 0;
	ssize_t got;

	*text = NULL;
	*len = 0;
	do {
		*text = grow(*text, &room, *len, 1);
		got = read(fd, *text + *len, room - *len);
		if (got > 0)
			*len += got;
	} while (got > 0 || (got < 0 && errno == EINTR));
}

static int run_gnuplot(int script, int messages, char **picture, size_t *len, int *status)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return -1;
	pid = start_gnuplot(script, ends[1], messages);
	close(ends[1]);
	if (pid > 0)
		read_all(ends[0], picture, len);
	close(ends[0]);
	while (pid > 0 && waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return pid > 0 ? 0 : -1;
}

/* A picture that is whole ends as its format says. */
static bool is_whole(const char *picture, size_t len, enum picture_kind kind)
{
	const char *end = kind == PICTURE_PNG ? "IEND" : "</svg>";

	return len > 16 && memmem(picture + len - 16, 16, end, strlen(end));
}

/* What gnuplot has said, to standard error. */
static void repeat(int messages)
{
	char text[512];
	ssize_t got;

	lseek(messages, 0, SEEK_SET);
	while ((got = read(messages, text, sizeof(text))) > 0)
		fwrite(text, 1, got, stderr);
}

/* What gnuplot's status means.  Of what comes of no font it may warn, or not: our line is all. */
static int judge(int status, bool whole, int messages, struct failure *f)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return fail(f, "gnuplot is not installed: 'apt install gnuplot-nox', or use '%s'",
			    PROGRAM " report --csv");
	if (WIFEXITED(status) && WEXITSTATUS(status) == NO_FONT)
		return fail(f, "no font to write with: 'apt install fonts-dejavu-core', or draw an SVG");
	repeat(messages);
	if (status || !whole)
		return fail(f, "gnuplot could not draw the picture");
	return 0;
}

int plot_draw(const struct plot *p, enum picture_kind kind, char **picture, size_t *len,
	      struct failure *f)
{
	int script = script_file(p, kind), messages = memfd_create("gnuplot's messages", MFD_CLOEXEC);
	int status = 0, result = -1;

	*picture = NULL;
	if (script < 0 || messages < 0)
		fail(f, "cannot write a script for gnuplot: %s", strerror(errno));
	else if (run_gnuplot(script, messages, picture, len, &status))
		fail(f, "cannot start gnuplot: %s", strerror(errno));
	else
		result = judge(status, is_whole(*picture, *len, kind), messages, f);
	close(script);
	close(messages);
	return result;
}
