// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/terminal.h"
#include "base/text.h"
#include "base/tty.h"
#include "base/units.h"
#include "commands/top_draw.h"
#include "model/names.h"
#include "print/print_hist_bars.h"
#include "print/print_slowest.h"
#include "print/print_table.h"

#define LINE_END	"\n"		/* of what is printed into a screen's lines */
#define CLEAR_LINE	"\033[K"

static const char *const help_lines[] = {
	"up down k j   move            Enter right   go down: VM, vCPU, reason, causes, times",
	"PgUp PgDn g G  move further   Esc left      go up again",
	"Tab           VMs (or vCPUs, CPUs) or the reasons of all of them together",
	"C             the host's CPUs or its VMs",
	"l             the longest exits: when, where, what (after 'detail causes')",
	"/             only names with what is typed: part of one or a pattern, * ? [ ]",
	"s S           sort by the next or the previous key",
	"p space       pause and go on",
	"t             totals or the change in each interval",
	"c             cycles or human units",
	"i             halted (idle) time in TIME% or not",
	"z             reasons without exits, too",
	"d + -         the interval: in seconds, twice, half",
	"q             quit",
};

/*
 * Everything of one frame, written at once so that nothing flickers. On a small screen
 * what is in the middle goes last.
 */
struct frame {
	FILE *out;
	unsigned int rows, columns, used;
	unsigned int headers, keys;	/* lines above and below the middle */
};

/* No line ends the last one: the screen would move. */
static void put_line(struct frame *f, const char *text, size_t len)
{
	if (f->used++)
		fputs("\r\n", f->out);
	/* Before the text: behind a full line it would take its last character. */
	fputs(CLEAR_LINE, f->out);
	fwrite(text, 1, len, f->out);
}

static void line(struct frame *f, const char *text)
{
	put_line(f, text, text_fit(text, f->columns));
}

static unsigned int middle_rows(const struct frame *f)
{
	return f->rows - f->keys > f->used ? f->rows - f->keys - f->used : 0;
}

/* The lines of @text, as many as there is room for; @cut: none is of colours. */
static void put_lines(struct frame *f, char *text, bool cut)
{
	char *next;

	for (char *at = text; *at && middle_rows(f); at = next) {
		next = at + strcspn(at, LINE_END);
		if (*next)
			*next++ = '\0';
		put_line(f, at, cut ? text_fit(at, f->columns) : strlen(at));
	}
}

static size_t count_scopes(const struct sample *s, u32 kind)
{
	size_t nr = 0;

	for (size_t i = 0; i < s->nr_scopes; i++)
		nr += s->scopes[i].key.kind == kind;
	return nr;
}

static void draw_first_line(struct frame *f, const struct top *t)
{
	const struct sample *s = top_sample(t);
	const struct scope *host = sample_find(s, HOST_SCOPE);
	char rate[UNIT_TEXT], text[256];
	u64 ms = t->interval_ns / 1000000;

	snprintf(text, sizeof(text), "%s top  %zu %s  %s exits/s  every %llu.%02llu s%s%s",
		 PROGRAM, count_scopes(s, t->cpus ? SCOPE_CPU : SCOPE_VM), t->cpus ? "CPUs" : "VMs",
		 format_rate(rate, host ? host->total[COL_EXITS] : 0,
			     host && s->is_difference ? host->duration_ns : 0),
		 ms / 1000, ms % 1000 / 10, t->totals || t->taken < 2 ? "  totals" : "",
		 t->paused ? "  PAUSED" : "");
	line(f, text);
}

static void draw_second_line(struct frame *f, const struct top *t)
{
	const struct patterns *filter = top_filter(t);
	char text[4 * LABEL_TEXT];
	int len = snprintf(text, sizeof(text), "host");

	if (t->level == TOP_CPU)
		len += snprintf(text + len, sizeof(text) - len, " > cpu %u", t->cpu);
	else if (t->level != TOP_HOST)
		len += snprintf(text + len, sizeof(text) - len, " > %s", vm_label(t->vm));
	if (t->level == TOP_VCPU)
		len += snprintf(text + len, sizeof(text) - len, " > vcpu %u", t->vcpu);
	if (t->slow)
		snprintf(text + len, sizeof(text) - len, "  the slowest exits");
	else if (t->hist)
		snprintf(text + len, sizeof(text) - len, " > %s", reason_name(t->reason));
	else if (t->causes)
		snprintf(text + len, sizeof(text) - len, " > %s  %s by %s", reason_name(t->reason),
			 top_lines_name(t), sort_key_name(t->view.sort));
	else
		snprintf(text + len, sizeof(text) - len, "  %s by %s%s%s", top_lines_name(t),
			 sort_key_name(t->view.sort), filter ? "  only " : "",
			 filter ? filter->list[0] : "");
	line(f, text);
}

/* Above all others, where there is room for one line only: what went wrong. */
static void draw_headers(struct frame *f, const struct top *t)
{
	if (f->headers == 3)
		draw_first_line(f, t);
	if (f->headers == 3 || (f->headers && !t->message.text[0]))
		draw_second_line(f, t);
	if (f->headers == 3 || (f->headers && t->message.text[0]))
		line(f, t->message.text);
}

/* What a table is printed into, to become the frame's lines. */
struct printed {
	char *text;
	size_t len;
	FILE *out;
};

static void printed_begin(struct printed *p)
{
	*p = (struct printed){ .text = NULL };
	p->out = open_memstream(&p->text, &p->len);
	if (!p->out)
		die(STATUS_FAILED, "out of memory");
}

/* @cut: as for put_lines(). */
static void printed_end(struct printed *p, struct frame *f, bool cut)
{
	fclose(p->out);
	put_lines(f, p->text, cut);
	free(p->text);
}

/* A heading, at least one line, RUNNING where there is one and room, the TOTAL. */
static void draw_lines(struct frame *f, struct top *t)
{
	const unsigned int rows = middle_rows(f);
	struct table_look look = {
		.width = f->columns, .colour = output_colour(STDOUT_FILENO), .line_end = LINE_END,
		.no_headings = rows < 2,
	};
	struct window window;
	struct printed p;
	struct view v;

	printed_begin(&p);
	t->page = rows > 4 ? rows - 3 : 1;
	top_view(t, &v);
	window = (struct window){ t->first, t->page, t->marked, rows >= 4 };
	print_lines(p.out, &v, &look, &window);
	view_free(&v);
	printed_end(&p, f, false);
}

static void draw_distribution(struct frame *f, struct top *t)
{
	struct table_look look = { .width = f->columns, .line_end = LINE_END };
	struct view_options o = t->view;
	struct printed p;
	struct view v;
	size_t at = 0;

	printed_begin(&p);
	o.reasons = NULL;
	o.zeroes = true;
	o.top = 0;
	o.lines = LINES_REASONS;
	view_make(&v, &t->samples[(t->taken + 1) % 2], &o);
	while (at < v.nr_lines && v.lines[at].row->reason != t->reason)
		at++;
	if (at < v.nr_lines)
		print_hist_bars(p.out, &v, &v.lines[at], &look, output_unicode());
	view_free(&v);
	printed_end(&p, f, true);
}

/* As many as there is room for: the slowest are first. */
static void draw_slowest(struct frame *f, const struct top *t)
{
	struct table_look look = {
		.width = f->columns, .colour = output_colour(STDOUT_FILENO), .line_end = LINE_END,
	};
	struct printed p;

	printed_begin(&p);
	print_slowest_table(p.out, &t->slowest, t->view.cycles ? 0 : t->debugfs.tsc_khz, &look);
	printed_end(&p, f, false);
}

static void draw_help(struct frame *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(help_lines) && middle_rows(f); i++)
		line(f, help_lines[i]);
}

static void draw_keys(struct frame *f, const struct top *t)
{
	const char *keys = t->help ? "any key: back" :
		"q quit  Enter down  Esc up  Tab reasons  s sort  p pause  t totals  ? help";
	char prompt[5 * PROMPT_TEXT];

	if (t->prompt.question) {
		prompt_show(&t->prompt, prompt, sizeof(prompt));
		keys = prompt;
	}
	while (middle_rows(f))
		line(f, "");
	if (f->keys)
		line(f, keys);
}

void top_draw(struct top *t)
{
	struct frame f = { 0 };
	char *text = NULL;
	size_t len = 0, done = 0;

	f.out = open_memstream(&text, &len);
	if (!f.out)
		die(STATUS_FAILED, "out of memory");
	tty_size(&f.rows, &f.columns);
	f.headers = f.rows >= 7 ? 3 : f.rows >= 4;
	f.keys = f.rows >= 3;
	fputs("\033[H", f.out);
	draw_headers(&f, t);
	if (t->help)
		draw_help(&f);
	else if (t->slow)
		draw_slowest(&f, t);
	else if (t->hist)
		draw_distribution(&f, t);
	else
		draw_lines(&f, t);
	draw_keys(&f, t);
	fclose(f.out);
	while (done < len) {
		ssize_t wrote = write(STDOUT_FILENO, text + done, len - done);

		if (wrote <= 0)
			break;
		done += wrote;
	}
	free(text);
}
