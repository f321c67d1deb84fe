// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/outfile.h"
#include "commands/commands.h"
#include "commands/options.h"
#include "model/answerable.h"
#include "model/difference.h"
#include "print/plot_draw.h"
#include "sources/source_cut.h"
#include "sources/source_file.h"

static int read_intervals(struct plot *p, struct source *src, struct failure *f)
{
	struct sample samples[2] = { 0 }, difference = { 0 };
	int got;

	for (u64 nr = 0; (got = src->next(src, &samples[nr % 2], f)) == SOURCE_SAMPLE; nr++) {
		const struct sample *now = &samples[nr % 2];

		if (!nr) {
			if (check_answerable(p->options, now, f)) {
				got = -1;
				break;
			}
			plot_begin(p, now);
			continue;
		}
		sample_difference(&samples[(nr + 1) % 2], now, &difference);
		plot_add(p, &difference);
	}
	sample_free(&samples[0]);
	sample_free(&samples[1]);
	sample_free(&difference);
	return got;
}

/* What the file's name says it is. */
static enum picture_kind kind_of(const char *file)
{
	const char *dot = file ? strrchr(file, '.') : NULL;

	if (dot && !strcmp(dot, ".png"))
		return PICTURE_PNG;
	if (!file || (strcmp(file, "-") && (!dot || strcmp(dot, ".svg"))))
		die(STATUS_USAGE, "plot needs -o FILE.svg or -o FILE.png");
	return PICTURE_SVG;
}

static void check_top(unsigned int top)
{
	if (top > MAX_SERIES)
		die(STATUS_USAGE, "a plot has %d lines at most, not --top %u: more cannot be told apart",
		    MAX_SERIES, top);
}

static void check_sort(enum sort_key sort)
{
	if (sort == SORT_NAME || sort == SORT_NR || sort == (enum sort_key)COL_MAX)
		die(STATUS_USAGE, "cannot plot '%s': plot draws what --sort names",
		    sort_key_name(sort));
}

/* Nothing is written before there is a whole picture. */
static int write_picture(const struct options *o, const char *picture, size_t len,
			 struct failure *f)
{
	struct outfile out;
	struct failure ignored;

	if (outfile_open(&out, o->file, o->force, f))
		return -1;
	if (!outfile_write(&out, picture, len, f) && !outfile_publish(&out, f))
		return outfile_close(&out, f);
	outfile_close(&out, &ignored);
	return -1;
}

static void read_recording(struct plot *p, struct options *o)
{
	struct source *src;
	struct failure f;
	u32 top = o->query.view.top;

	src = open_recording(&o->query, o->operands[0], &f);
	if (src && (o->since || o->until))
		src = open_cut(src, o->since, o->until);
	/* Which ones are the largest is known after the last sample only. */
	o->query.view.top = 0;
	if (!src || read_intervals(p, src, &f) < 0)
		die(STATUS_FAILED, "%s", f.text);
	src->close(src);
	o->query.view.top = top;
	if (!p->nr)
		die(STATUS_FAILED, "%s: a plot needs two samples or more", o->operands[0]);
	plot_finish(p);
	if (!p->nr_series)
		die(STATUS_FAILED, "%s: no exits in it, nothing to draw", o->operands[0]);
}

static int run(struct options *o)
{
	struct plot p = { .options = &o->query.view };
	enum picture_kind kind = kind_of(o->file);
	struct failure f;
	char *picture;
	size_t len;

	check_sort(o->query.view.sort);
	check_top(o->query.view.top);
	read_recording(&p, o);
	if (plot_draw(&p, kind, &picture, &len, &f) || write_picture(o, picture, len, &f))
		die(STATUS_FAILED, "%s", f.text);
	free(picture);
	plot_free(&p);
	return STATUS_OK;
}

const struct command plot_command = {
	.name = "plot",
	.run = run,
	.takes = TAKES_SCOPE | TAKES_LISTS | TAKES_ROWS | TAKES_TIMES | TAKES_FILE |
		 TAKES_CUT,
	.min_operands = 1,
	.max_operands = 1,
	.operands = "a recording",
	.usage = "plot FILE -o OUT.svg|OUT.png",
};
