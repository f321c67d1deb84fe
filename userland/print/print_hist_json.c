// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "model/names.h"
#include "print/hist_text.h"
#include "print/json.h"
#include "print/print_hist_json.h"

static void print_known(FILE *out, const char *key, u64 value, bool known)
{
	if (known)
		fprintf(out, ",\"%s\":%llu", key, value);
	else
		fprintf(out, ",\"%s\":null", key);
}

static void print_json_row(FILE *out, const struct view *v, const struct view_line *line)
{
	struct shown_hist h;
	struct percentiles p;

	hist_of_line(v, line, &h);
	p = hist_rounded(&h.p, h.max);
	fputs("{\"nr\":", out);
	json_string(out, reason_nr(line->row->reason));
	fputs(",\"name\":", out);
	json_string(out, reason_name(line->row->reason));
	fprintf(out, ",\"exits\":%llu,\"closed\":%llu,\"count\":%llu", line->value[COL_EXITS],
		h.numbers.closed, p.count);
	print_known(out, "min", p.least, p.count);
	json_percentile_members(out, &p);
	if (hist_has_max(v))
		print_known(out, "max", h.max, hist_knows_max(&h));
	fputs(",\"buckets\":[", out);
	for (unsigned int i = 0; i < v->sample->bounds.nr; i++)
		fprintf(out, "%s%llu", i ? "," : "", h.numbers.bucket[i]);
	fputs("]}", out);
}

void print_hist_json(FILE *out, const struct view *v)
{
	const struct bounds *b = &v->sample->bounds;

	json_sample_begin(out, v->sample);
	json_scope_key(out, &v->options->scope);
	fputs(",\"lower_bounds\":[", out);
	for (unsigned int i = 0; i < b->nr; i++)
		fprintf(out, "%s%llu", i ? "," : "", b->lower[i]);
	fputs("],\"reasons\":[", out);
	for (size_t i = 0; i < v->nr_lines; i++) {
		if (i)
			putc(',', out);
		print_json_row(out, v, &v->lines[i]);
	}
	fputs("]}\n", out);
}
