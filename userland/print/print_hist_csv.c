// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "model/names.h"
#include "print/csv.h"
#include "print/hist_text.h"
#include "print/print_hist_csv.h"

void print_hist_csv(FILE *out, const struct view *v, const struct hist *h)
{
	fputs("nr,name,exits,closed,count,min,p50,p90,p99,p999,max", out);
	for (unsigned int i = 0; i < h->nr_buckets; i++)
		fprintf(out, ",%llu", h->lower[i]);
	putc('\n', out);
	for (size_t i = 0; i < v->nr_lines; i++) {
		const struct view_line *line = &v->lines[i];
		const struct hist_row *row = hist_row_of(h, line);
		struct percentiles p = hist_shown_percentiles(h, line);

		csv_text(out, reason_nr(line->row->reason));
		putc(',', out);
		csv_text(out, reason_name(line->row->reason));
		fprintf(out, ",%llu,%llu,%llu,%llu,%llu,%llu,%llu,%llu,%llu",
			line->value[COL_EXITS], row->closed, p.count, p.least, p.p50, p.p90, p.p99,
			p.p999, line->value[COL_MAX]);
		for (unsigned int b = 0; b < h->nr_buckets; b++)
			fprintf(out, ",%llu", row->bucket[b]);
		putc('\n', out);
	}
}
