// SPDX-License-Identifier: GPL-2.0-only
#include "model/names.h"
#include "print/json.h"
#include "print/print_diff_json.h"

static const char *const side_keys[] = { "a", "b" };

static void print_values(FILE *out, const struct comparison *c, int i, const char *key,
			 const struct compared *both)
{
	const struct side *side = &c->side[i];

	fprintf(out, ",\"%s\":{", key);
	json_values(out, side_columns(side), both->value[i]);
	json_percentiles(out, &side->sample, both->value[i], &both->hist[i]);
	putc('}', out);
}

static void print_side(FILE *out, const struct comparison *c, int i, const struct compared *totals)
{
	const struct side *side = &c->side[i];
	const struct sample *s = &side->sample;

	fprintf(out, "\"%s\":{\"file\":", side_keys[i]);
	json_string(out, side->name);
	fprintf(out, ",\"isa\":\"%s\",\"tsc_khz\":%llu,\"interval_ns\":%llu,", isa_name(s->isa),
		s->tsc_khz, s->interval_ns);
	fprintf(out, "\"duration_ns\":%llu,", side_duration(side));
	json_scope_key(out, &side->options.scope);
	print_values(out, c, i, "total", totals);
	fputs("},", out);
}

void print_diff_json(FILE *out, const struct comparison *c)
{
	struct compared both;

	fputs("{\"schema\":1,", out);
	compare_totals(c, &both);
	for (int i = 0; i < 2; i++)
		print_side(out, c, i, &both);
	fputs("\"reasons\":[", out);
	for (size_t i = 0; i < c->nr; i++) {
		const struct pair *p = &c->pairs[i];

		fputs(i ? ",{\"nr\":" : "{\"nr\":", out);
		json_string(out, reason_nr(p->reason));
		fputs(",\"name\":", out);
		json_string(out, reason_name(p->reason));
		if (*reason_cause(p->reason)) {
			putc(',', out);
			json_cause(out, reason_cause(p->reason));
		}
		compare_pair(c, p, &both);
		for (int side = 0; side < 2; side++)
			print_values(out, c, side, side_keys[side], &both);
		putc('}', out);
	}
	fputs("]}\n", out);
}
