// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "names.h"
#include "print_hist.h"
#include "terminal.h"
#include "top.h"
#include "tty.h"
#include "units.h"

#define LINE_END	"\033[K\r\n"	/* clears the rest of the line */
#define LINES_AROUND	7		/* headers, headings, RUNNING, TOTAL, keys */

static const char *const help_lines[] = {
	"up down k j   move            Enter right   go down: VM, vCPU, reason, distribution",
	"PgUp PgDn g G  move further   Esc left      go up again",
	"Tab           VMs (or vCPUs) or the reasons of all of them together",
	"s S           sort by the next or the previous key",
	"p space       pause and go on",
	"t             totals or the change in each interval",
	"c             cycles or human units",
	"i             halted (idle) time in TIME% or not",
	"z             reasons without exits, too",
	"+ -           twice or half the interval",
	"q             quit",
};

/* Everything of one frame, written at once so that nothing flickers. */
struct frame {
	FILE *out;
	unsigned int rows, columns, used;
};

static void line(struct frame *f, const char *text)
{
	char *shown = xstrdup(text);

	/* Cut whole characters: the lines are the screen's, not wrapped. */
	while (text_width(shown) > f->columns)
		shown[strlen(shown) - 1] = '\0';
	fputs(shown, f->out);
	fputs(LINE_END, f->out);
	free(shown);
	f->used++;
}

static size_t count_vms(const struct sample *s)
{
	size_t nr = 0;

	for (size_t i = 0; i < s->nr_scopes; i++)
		nr += s->scopes[i].key.kind == SCOPE_VM;
	return nr;
}

static void draw_first_line(struct frame *f, const struct top *t)
{
	const struct sample *s = top_sample(t);
	const struct scope *host = sample_find(s, HOST_SCOPE);
	char rate[UNIT_TEXT], text[256];
	u64 ms = t->interval_ns / 1000000;

	snprintf(text, sizeof(text), "%s top  %zu VMs  %s exits/s  every %llu.%02llu s%s%s",
		 PROGRAM, count_vms(s),
		 format_rate(rate, host ? host->total[COL_EXITS] : 0,
			     host && s->is_difference ? host->duration_ns : 0),
		 ms / 1000, ms % 1000 / 10, t->totals || t->taken < 2 ? "  totals" : "",
		 t->paused ? "  PAUSED" : "");
	line(f, text);
}

static void draw_second_line(struct frame *f, const struct top *t)
{
	char text[4 * LABEL_TEXT];
	int len = snprintf(text, sizeof(text), "host");

	if (t->level != TOP_HOST)
		len += snprintf(text + len, sizeof(text) - len, " > %s", vm_label(t->vm));
	if (t->level == TOP_VCPU)
		len += snprintf(text + len, sizeof(text) - len, " > vcpu %u", t->vcpu);
	if (t->hist)
		snprintf(text + len, sizeof(text) - len, " > %s", reason_name(t->reason));
	else
		snprintf(text + len, sizeof(text) - len, "  %s by %s",
			 t->reasons ? "reasons" : t->level == TOP_HOST ? "VMs" : "vCPUs",
			 sort_key_name(t->view.sort));
	line(f, text);
	line(f, t->message.text);
}

static void draw_lines(struct frame *f, struct top *t)
{
	struct table_look look = {
		.width = f->columns, .colour = output_colour(STDOUT_FILENO), .line_end = LINE_END,
	};
	struct view v;

	t->page = f->rows > LINES_AROUND ? f->rows - LINES_AROUND : 1;
	top_view(t, &v);
	f->used += print_lines(f->out, &v, &look, t->first, t->page, t->marked);
	view_free(&v);
}

/* The distribution is of all the time that the counters are running. */
static void draw_distribution(struct frame *f, struct top *t)
{
	struct table_look look = { .width = f->columns, .line_end = LINE_END };
	struct view_options o = t->view;
	struct view v;
	char *text = NULL, *next;
	size_t len = 0;
	FILE *bars = open_memstream(&text, &len);

	if (!bars)
		die(STATUS_FAILED, "out of memory");
	o.reason = reason_name(t->reason);
	o.lines = LINES_REASONS;
	view_make(&v, &t->samples[(t->taken + 1) % 2], &o);
	if (v.nr_lines)
		print_hist_bars(bars, &v, &v.lines[0], &t->distribution, &look, output_unicode());
	view_free(&v);
	fclose(bars);
	/* As many of its lines as fit. */
	for (char *at = text; *at && f->used + 1 < f->rows; at = next) {
		next = strstr(at, LINE_END);
		next = next ? next + strlen(LINE_END) : at + strlen(at);
		fwrite(at, 1, next - at, f->out);
		f->used++;
	}
	free(text);
}

static void draw_help(struct frame *f)
{
	for (size_t i = 0; i < ARRAY_SIZE(help_lines) && f->used + 1 < f->rows; i++)
		line(f, help_lines[i]);
}

static void draw_keys(struct frame *f, const struct top *t)
{
	const char *keys = t->help ? "any key: back" :
		"q quit  Enter down  Esc up  Tab reasons  s sort  p pause  t totals  ? help";

	for (; f->used + 1 < f->rows; f->used++)
		fputs(LINE_END, f->out);
	fprintf(f->out, "%.*s\033[K", (int)f->columns, keys);
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
	fputs("\033[H", f.out);
	draw_first_line(&f, t);
	draw_second_line(&f, t);
	if (t->help)
		draw_help(&f);
	else if (t->hist)
		draw_distribution(&f, t);
	else
		draw_lines(&f, t);
	draw_keys(&f, t);
	fputs("\033[J", f.out);
	fclose(f.out);
	while (done < len) {
		ssize_t wrote = write(STDOUT_FILENO, text + done, len - done);

		if (wrote <= 0)
			break;
		done += wrote;
	}
	free(text);
}
