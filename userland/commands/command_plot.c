// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/outfile.h"
#include "commands/commands.h"
#include "commands/options.h"
#include "model/answerable.h"
#include "model/difference.h"
#include "print/heat_draw.h"
#include "print/plot_draw.h"
#include "sources/source_cut.h"
#include "sources/source_file.h"

/* What becomes of a recording: of its first sample and of its intervals. */
struct picture {
	void (*begin)(void *what, const struct sample *first);
	void (*add)(void *what, const struct sample *difference);
	void *what;
};

static int read_intervals(const struct picture *p, const struct view_options *o,
			  struct source *src, struct failure *f)
{
	struct sample samples[2] = { 0 }, difference = { 0 };
	int got;

	for (u64 nr = 0; (got = src->next(src, &samples[nr % 2], f)) == SOURCE_SAMPLE; nr++) {
		const struct sample *now = &samples[nr % 2];

		if (!nr) {
			if (check_answerable(o, now, f)) {
				got = -1;
				break;
			}
			p->begin(p->what, now);
			continue;
		}
		sample_difference(&samples[(nr + 1) % 2], now, &difference);
		p->add(p->what, &difference);
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

static void read_recording(const struct picture *p, struct options *o)
{
	struct source *src;
	struct failure f;
	u32 top = o->query.view.top;

	src = open_recording(&o->query, o->operands[0], &f);
	if (src && (o->since || o->until))
		src = open_cut(src, o->since, o->until);
	/* Which ones are the largest is known after the last sample only. */
	o->query.view.top = 0;
	if (!src || read_intervals(p, &o->query.view, src, &f) < 0)
		die(STATUS_FAILED, "%s", f.text);
	src->close(src);
	o->query.view.top = top;
}

static __noreturn void die_empty(const struct options *o, bool intervals)
{
	if (!intervals)
		die(STATUS_FAILED, "%s: a plot needs two samples or more", o->operands[0]);
	die(STATUS_FAILED, "%s: no exits in it, nothing to draw", o->operands[0]);
}

static void begin_lines(void *plot, const struct sample *first)
{
	plot_begin(plot, first);
}

static void add_lines(void *plot, const struct sample *difference)
{
	plot_add(plot, difference);
}

static int draw_lines(struct options *o, enum picture_kind kind, char **picture, size_t *len,
		      struct failure *f)
{
	struct plot p = { .options = &o->query.view };
	int result;

	check_sort(o->query.view.sort);
	check_top(o->query.view.top);
	read_recording(&(struct picture){ begin_lines, add_lines, &p }, o);
	if (p.nr)
		plot_finish(&p);
	if (!p.nr_series)
		die_empty(o, p.nr);
	result = plot_draw(&p, kind, picture, len, f);
	plot_free(&p);
	return result;
}

static void begin_heat(void *heat, const struct sample *first)
{
	heat_begin(heat, first);
}

static void add_heat(void *heat, const struct sample *difference)
{
	heat_add(heat, difference);
}

static int draw_heat(struct options *o, enum picture_kind kind, char **picture, size_t *len,
		     struct failure *f)
{
	struct heat h = { .options = &o->query.view };
	int result;

	read_recording(&(struct picture){ begin_heat, add_heat, &h }, o);
	if (h.nr && !h.bounds.nr)
		die(STATUS_FAILED, "%s: no distributions in it: the host had none when it was recorded",
		    o->operands[0]);
	if (!heat_finish(&h))
		die_empty(o, h.nr);
	result = heat_draw(&h, kind, picture, len, f);
	heat_free(&h);
	return result;
}

static int run(struct options *o)
{
	const enum picture_kind kind = kind_of(o->file);
	struct failure f;
	char *picture;
	size_t len;
	int result;

	if (o->heat)
		result = draw_heat(o, kind, &picture, &len, &f);
	else
		result = draw_lines(o, kind, &picture, &len, &f);
	if (result || write_picture(o, picture, len, &f))
		die(STATUS_FAILED, "%s", f.text);
	free(picture);
	return STATUS_OK;
}

const struct command plot_command = {
	.name = "plot",
	.run = run,
	.takes = TAKES_SCOPE | TAKES_LISTS | TAKES_ROWS | TAKES_TIMES | TAKES_FILE |
		 TAKES_CUT | TAKES_HEAT,
	.min_operands = 1,
	.max_operands = 1,
	.operands = "a recording",
	.usage = "plot [--hist REASON] FILE -o OUT.svg|OUT.png",
};
