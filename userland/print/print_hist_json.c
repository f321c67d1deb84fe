// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "model/names.h"
#include "print/hist_text.h"
#include "print/json.h"
#include "print/print_hist_json.h"

static void print_json_row(FILE *out, const struct view_line *line, const struct hist *h)
{
	const struct hist_row *row = hist_row_of(h, line);
	u64 max = line->value[COL_MAX];
	struct percentiles p = hist_shown_percentiles(h, line);

	fputs("{\"nr\":", out);
	json_string(out, reason_nr(line->row->reason));
	fputs(",\"name\":", out);
	json_string(out, reason_name(line->row->reason));
	fprintf(out, ",\"exits\":%llu,\"closed\":%llu,\"count\":%llu,\"min\":%llu,\"p50\":%llu,",
		line->value[COL_EXITS], row->closed, p.count, p.least, p.p50);
	fprintf(out, "\"p90\":%llu,\"p99\":%llu,\"p999\":%llu,\"max\":%llu,\"buckets\":[", p.p90,
		p.p99, p.p999, max);
	for (unsigned int i = 0; i < h->nr_buckets; i++)
		fprintf(out, "%s%llu", i ? "," : "", row->bucket[i]);
	fputs("]}", out);
}

void print_hist_json(FILE *out, const struct view *v, const struct hist *h)
{
	json_sample_begin(out, v->sample);
	json_scope_key(out, &v->options->scope);
	fputs(",\"lower_bounds\":[", out);
	for (unsigned int i = 0; i < h->nr_buckets; i++)
		fprintf(out, "%s%llu", i ? "," : "", h->lower[i]);
	fputs("],\"reasons\":[", out);
	for (size_t i = 0; i < v->nr_lines; i++) {
		if (i)
			putc(',', out);
		print_json_row(out, &v->lines[i], h);
	}
	fputs("]}\n", out);
}
