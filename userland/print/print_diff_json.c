// SPDX-License-Identifier: GPL-2.0-only
#include "model/names.h"
#include "print/json.h"
#include "print/print_diff_json.h"

static void print_values(FILE *out, const struct side *side, const char *key, const u64 *value)
{
	fprintf(out, ",\"%s\":{", key);
	json_values(out, side_columns(side), value);
	putc('}', out);
}

static void print_side(FILE *out, const struct side *side, const char *key)
{
	const struct sample *s = &side->sample;

	fprintf(out, "\"%s\":{\"file\":", key);
	json_string(out, side->name);
	fprintf(out, ",\"isa\":\"%s\",\"tsc_khz\":%llu,\"interval_ns\":%llu,", isa_name(s->isa),
		s->tsc_khz, s->interval_ns);
	fprintf(out, "\"duration_ns\":%llu,", side_duration(side));
	json_scope_key(out, &side->options.scope);
	print_values(out, side, "total", side->view.total);
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
		print_values(out, &c->side[0], "a", p->value[0]);
		print_values(out, &c->side[1], "b", p->value[1]);
		putc('}', out);
	}
	fputs("]}\n", out);
}
