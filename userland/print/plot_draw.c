// SPDX-License-Identifier: GPL-2.0-only
/* The lines of a plot as data for gnuplot. */
#include <math.h>

#include "base/text.h"
#include "print/plot_draw.h"

#define LONGEST_NAME	40	/* columns of the legend */

static const char script[] = {
#include "plot_script.h"
};

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
static void make_y_label(char label[GNUPLOT_LABEL], const struct plot *p, double *scale)
{
	const enum sort_key sort = p->options->sort;
	const double high = highest(p);
	const char *what = sort == SORT_TIME ? "exit" : sort_key_name(sort);

	if (plot_is_average(p))
		snprintf(label, GNUPLOT_LABEL, "average kernel time per exit (%s)",
			 scaled_unit(&time_per_exit, high, scale));
	else if (sort == (enum sort_key)COL_EXITS)
		snprintf(label, GNUPLOT_LABEL, "exits per second (%s)",
			 scaled_unit(&per_second, high, scale));
	else if (plot_is_count(p))
		snprintf(label, GNUPLOT_LABEL, "%s exits per second (%s)", what,
			 scaled_unit(&per_second, high, scale));
	else if (p->tsc_khz)
		snprintf(label, GNUPLOT_LABEL, "%s time per second (%s)", what,
			 scaled_unit(&time_per_second, high, scale));
	else
		snprintf(label, GNUPLOT_LABEL, "%s cycles per second (%s)", what,
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
	char title[PLOT_TITLE];

	fputs("$texts << EOD\n", out);
	gnuplot_text(out, plot_title(p->options, title), GNUPLOT_TITLE);
	gnuplot_text(out, x_label, GNUPLOT_LABEL);
	gnuplot_text(out, y_label, GNUPLOT_LABEL);
	for (size_t i = 0; i < p->nr_series; i++)
		gnuplot_text(out, p->series[i].name, LONGEST_NAME);
	fputs("EOD\n", out);
}

void plot_put(FILE *out, const void *plot, enum picture_kind kind)
{
	const struct plot *p = plot;
	char x_label[GNUPLOT_LABEL], y_label[GNUPLOT_LABEL];
	double unit, scale;

	gnuplot_time_axis(x_label, p->nr ? p->seconds[p->nr - 1] : 0, &unit);
	make_y_label(y_label, p, &scale);
	put_facts(out, p, kind);
	put_texts(out, p, x_label, y_label);
	put_data(out, p, unit, scale);
}

int plot_draw(const struct plot *p, enum picture_kind kind, char **picture, size_t *len,
	      struct failure *f)
{
	return gnuplot_draw(plot_put, p, script, kind, picture, len, f);
}
