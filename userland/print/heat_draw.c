// SPDX-License-Identifier: GPL-2.0-only
/* A heat map as data for gnuplot. */
#include "base/units.h"
#include "model/hist.h"
#include "print/heat_draw.h"
#include "print/plot.h"

static const char script[] = {
#include "heat_script.h"
};

static void put_facts(FILE *out, const struct heat *h, enum picture_kind kind, double unit)
{
	const unsigned int width = 960, height = 500;
	/* A scale of colours has two ends. */
	const double least = h->least < h->most / 10 ? h->least : h->most / 10;

	/* With a point: gnuplot takes 2e-05 for text. */
	fprintf(out, "$facts << EOD\n%d %u %u %.6f %u %u %.9e %.9e\nEOD\n", kind == PICTURE_PNG,
		width, height, h->elapsed_ns / 1e9 / unit, h->first, h->last, least, h->most);
}

/* Where each bucket begins, and where the last one ends, which is twice there. */
static void put_borders(FILE *out, const struct heat *h)
{
	const u64 khz = h->options->cycles ? 0 : h->tsc_khz;
	char text[UNIT_TEXT];

	for (unsigned int b = h->first; b <= h->last; b++)
		gnuplot_text(out, format_cycles(text, hist_lower(&h->bounds, b), khz),
			     GNUPLOT_LABEL);
	if (h->last + 1 < h->bounds.nr)
		format_cycles(text, h->bounds.lower[h->last + 1], khz);
	else
		snprintf(text, sizeof(text), "longer");
	gnuplot_text(out, text, GNUPLOT_LABEL);
}

static void put_texts(FILE *out, const struct heat *h, const char *x_label)
{
	char title[PLOT_TITLE];

	fputs("$texts << EOD\n", out);
	gnuplot_text(out, plot_title(h->options, title), GNUPLOT_TITLE);
	gnuplot_text(out, x_label, GNUPLOT_LABEL);
	gnuplot_text(out, h->tsc_khz && !h->options->cycles ? "kernel time of an exit" :
		     "kernel time of an exit (cycles)", GNUPLOT_LABEL);
	gnuplot_text(out, "exits per second", GNUPLOT_LABEL);
	put_borders(out, h);
	fputs("EOD\n", out);
}

static void put_column(FILE *out, const struct heat *h, const struct heat_column *c, double unit)
{
	for (unsigned int b = h->first; b <= h->last; b++)
		if (c->bucket[b])
			fprintf(out, "%.6f %.6f %u %.9g\n", c->begin_ns / 1e9 / unit,
				c->end_ns / 1e9 / unit, b, heat_rate(c, b));
}

static void put_data(FILE *out, const struct heat *h, double unit)
{
	fputs("$data << EOD\n", out);
	for (size_t i = 0; i < h->nr; i++)
		put_column(out, h, &h->columns[i], unit);
	fputs("EOD\n", out);
}

void heat_put(FILE *out, const void *heat, enum picture_kind kind)
{
	const struct heat *h = heat;
	char x_label[GNUPLOT_LABEL];
	double unit;

	gnuplot_time_axis(x_label, h->elapsed_ns / 1e9, &unit);
	put_facts(out, h, kind, unit);
	put_texts(out, h, x_label);
	put_data(out, h, unit);
}

int heat_draw(const struct heat *h, enum picture_kind kind, char **picture, size_t *len,
	      struct failure *f)
{
	return gnuplot_draw(heat_put, h, script, kind, picture, len, f);
}
