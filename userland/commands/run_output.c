// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#include "base/terminal.h"
#include "commands/run_output.h"
#include "commands/show.h"
#include "print/print_table.h"

int run_output_open(struct run_output *r, const struct options *o, struct failure *f)
{
	memset(r, 0, sizeof(*r));
	r->options = o;
	if (!o->file)
		return 0;
	if (!strcmp(o->file, "-"))
		die(STATUS_USAGE, "run cannot record to '-': standard output is the command's");
	return recorder_open(&r->recorder, o->file, o->force, f);
}

/* QEMU makes its terminal non-blocking; one that was killed has left it so. */
static void make_blocking(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	if (flags >= 0 && flags & O_NONBLOCK)
		fcntl(fd, F_SETFL, flags & ~O_NONBLOCK);
}

static void print_for_people(const struct view *v, const char *title)
{
	struct table_look look = {
		.width = output_width(STDERR_FILENO), .colour = output_colour(STDERR_FILENO),
	};

	fprintf(stderr, "\n%s\n", title);
	print_table(stderr, v, &look);
}

void run_output_print(struct run_output *r, const struct sample *s,
		      const struct view_options *view, const char *title)
{
	struct view v;

	make_blocking(STDERR_FILENO);
	view_make(&v, s, view);
	if (r->options->output == OUTPUT_TABLE)
		print_for_people(&v, title);
	else
		print_for_programs(stderr, &v, r->options->output, !r->printed++);
	view_free(&v);
}

void run_output_forgotten(void)
{
	warn("the host has forgotten this VM: its last %d ms may be missing", RUN_TICK_MS);
}

int run_output_record(struct run_output *r, const struct sample *s, struct failure *f)
{
	return r->options->file ? recorder_write(&r->recorder, s, f) : 0;
}

int run_output_close(struct run_output *r, struct failure *f)
{
	return r->options->file ? recorder_close(&r->recorder, f) : 0;
}
