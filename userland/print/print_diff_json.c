// SPDX-License-Identifier: GPL-2.0-only
#include "model/names.h"
#include "print/hist_text.h"
#include "print/json.h"
#include "print/print_diff_json.h"

static void print_values(FILE *out, const struct side *side, const char *key, const u64 *value,
			 const struct hist_numbers *n)
{
	struct percentiles p;

	fprintf(out, ",\"%s\":{", key);
	json_values(out, side_columns(side), value);
	if (side->sample.bounds.nr) {
		p = hist_of_values(&side->sample, value, n);
		json_percentiles(out, &p);
	}
	putc('}', out);
}

static void print_pair(FILE *out, const struct comparison *c, const struct pair *p, int side,
		       const char *key)
{
	struct hist_numbers n;

	pair_hist(c, p, side, &n);
	print_values(out, &c->side[side], key, p->value[side], &n);
}

static void print_side(FILE *out, const struct side *side, const char *key)
{
	const struct sample *s = &side->sample;
	struct hist_numbers n;

	fprintf(out, "\"%s\":{\"file\":", key);
	json_string(out, side->name);
	fprintf(out, ",\"isa\":\"%s\",\"tsc_khz\":%llu,\"interval_ns\":%llu,", isa_name(s->isa),
		s->tsc_khz, s->interval_ns);
	fprintf(out, "\"duration_ns\":%llu,", side_duration(side));
	json_scope_key(out, &side->options.scope);
	side_hist(side, &n);
	print_values(out, side, "total", side->view.total, &n);
	fputs("},", out);
}

void print_diff_json(FILE *out, const struct comparison *c)
{
	fputs("{\"schema\":1,", out);
	print_side(out, &c->side[0], "a");
	print_side(out, &c->side[1], "b");
	fputs("\"reasons\":[", out);
	for (size_t i = 0; i < c->nr; i++) {
		const struct pair *p = &c->pairs[i];

		fputs(i ? ",{\"nr\":" : "{\"nr\":", out);
		json_string(out, reason_nr(p->reason));
		fputs(",\"name\":", out);
		json_string(out, reason_name(p->reason));
		print_pair(out, c, p, 0, "a");
		print_pair(out, c, p, 1, "b");
		putc('}', out);
	}
	fputs("]}\n", out);
}
