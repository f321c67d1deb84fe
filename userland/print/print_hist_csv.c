// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "base/clock_text.h"
#include "model/names.h"
#include "print/csv.h"
#include "print/hist_text.h"
#include "print/print_hist_csv.h"

void print_hist_csv_header(FILE *out, const struct view *v)
{
	const struct bounds *b = &v->sample->bounds;

	fputs("time,interval_ns,nr,name,exits,closed,count,min,p50,p90,p99,p999,max", out);
	for (unsigned int i = 0; i < b->nr; i++)
		fprintf(out, ",%llu", b->lower[i]);
	putc('\n', out);
}

static void print_line(FILE *out, const struct view *v, const struct view_line *line)
{
	struct shown_hist h;
	struct percentiles p;

	hist_of_line(v, line, &h);
	p = hist_rounded(&h.p, h.max);
	csv_text(out, reason_nr(line->row->reason));
	putc(',', out);
	csv_text(out, reason_name(line->row->reason));
	fprintf(out, ",%llu,%llu,%llu,", line->value[COL_EXITS], h.numbers.closed, p.count);
	if (p.count)
		fprintf(out, "%llu", p.least);
	csv_percentiles(out, &p);
	putc(',', out);
	if (hist_has_max(v) && hist_knows_max(&h))
		fprintf(out, "%llu", h.max);
	for (unsigned int b = 0; b < v->sample->bounds.nr; b++)
		fprintf(out, ",%llu", h.numbers.bucket[b]);
	putc('\n', out);
}

void print_hist_csv(FILE *out, const struct view *v)
{
	const struct sample *s = v->sample;
	char time[TIME_TEXT];

	for (size_t i = 0; i < v->nr_lines; i++) {
		fprintf(out, "%s,%llu,", format_utc(time, s->wall_ns), s->interval_ns);
		print_line(out, v, &v->lines[i]);
	}
}
