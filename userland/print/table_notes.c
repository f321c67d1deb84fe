// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "base/units.h"
#include "model/causes.h"
#include "model/names.h"
#include "model/timed.h"
#include "print/table_notes.h"

/* The reason of a line or what was behind it, whichever tells it from the others. */
static const char *told_by(const struct view_line *line)
{
	const char *cause = reason_cause(line->row->reason);

	return *cause && !is_other_causes(line->row->reason) ? cause : reason_name(line->row->reason);
}

void print_ends(FILE *out, const struct view *v)
{
	if (v->options->lines != LINES_REASONS || v->options->reasons)
		return;
	if (!v->most) {
		fputs("no exits\n", out);
		return;
	}
	fprintf(out, "most frequent:  %s (%llu)\n", told_by(v->most),
		v->most->value[COL_EXITS]);
	fprintf(out, "least frequent: %s (%llu)\n", told_by(v->least),
		v->least->value[COL_EXITS]);
}

static void print_counted(FILE *out, const struct view *v)
{
	char time[UNIT_TEXT];

	fputs("in this time", out);
	if (v->duration_ns && v->duration_ns < v->sample->interval_ns)
		fprintf(out, ", of which %s are counted", format_ns(time, v->duration_ns));
}

/* EXITS/S is of the time since then. */
static void print_restart(FILE *out, const struct view *v)
{
	char time[UNIT_TEXT];

	fputs("the counters began anew ", out);
	if (v->sample->is_sum)
		print_counted(out, v);
	else if (v->duration_ns)
		fprintf(out, "%s before the end of this interval", format_ns(time, v->duration_ns));
	else
		fputs("in this interval", out);
	fputs(v->options->scope.kind == SCOPE_GUEST ? " (this guest has moved or was restored)\n" :
	      " (reset or module reload)\n", out);
}

/* Whether the times are of all exits, and what is switched off now. */
static void print_detail(FILE *out, const struct view *v)
{
	const u64 timed = timed_exits(v->sample, v->total), exits = v->total[COL_EXITS];

	if (timed == NOT_KNOWN)
		fputs("not all exits were timed: AVG is shown where it is known\n", out);
	else if (timed < exits)
		fprintf(out, "%llu of %llu exits were not timed: AVG is of the others\n",
			exits - timed, exits);
	if (v->sample->detail == DETAIL_OFF)
		fputs("nothing is recorded now (enabled is 0)\n", out);
	if (v->sample->detail == DETAIL_COUNTS)
		fputs("exits are counted and not timed now (detail is counts)\n", out);
}

static void print_causes_note(FILE *out, const struct view *v)
{
	const struct sample *s = v->sample;

	if (v->options->causes && !s->causes)
		fputs("nothing is known of what was behind these exits: '" PROGRAM
		      " detail causes' begins\n", out);
	else if ((v->options->causes || s->are_causes) && s->detail != DETAIL_CAUSES)
		fputs("new causes are not looked for now: '" PROGRAM " detail causes' begins\n", out);
}

void print_notes(FILE *out, const struct view *v, bool time_share_shown)
{
	if (v->nr_hidden)
		fprintf(out, "%zu more not shown\n", v->nr_hidden);
	if (time_share_shown && !v->options->with_halted && v->total[COL_HALTED])
		fputs("TIME% leaves out halted time (--with-halted counts it)\n", out);
	if (v->restarted)
		print_restart(out, v);
	print_detail(out, v);
	print_causes_note(out, v);
	if (v->sample->backwards)
		fprintf(out, "%llu times the TSC went backwards: these count as no time\n",
			v->sample->backwards);
	if (v->sample->own_exits)
		fprintf(out, "asking for these numbers takes %llu CPUID exits\n",
			v->sample->own_exits);
}
