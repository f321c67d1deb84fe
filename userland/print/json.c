// SPDX-License-Identifier: GPL-2.0-only
#include "base/clock_text.h"
#include "model/cause_names.h"
#include "model/departed.h"
#include "model/labels.h"
#include "model/names.h"
#include "print/hist_text.h"
#include "print/json.h"

void json_string(FILE *out, const char *text)
{
	putc('"', out);
	for (; *text; text++) {
		unsigned char c = *text;

		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < ' ' || c == 0x7f)
			fprintf(out, "\\u%04x", c);
		else
			putc(c, out);
	}
	putc('"', out);
}

void json_string_or_null(FILE *out, const char *text)
{
	if (*text)
		json_string(out, text);
	else
		fputs("null", out);
}

static void print_place(FILE *out, const char *key, u32 place)
{
	if (place == SCOPE_ANY)
		fprintf(out, ",\"%s\":null", key);
	else
		fprintf(out, ",\"%s\":%u", key, place);
}

void json_scope_key(FILE *out, const struct scope_key *key)
{
	fprintf(out, "\"scope\":\"%s\",\"vm\":", scope_kind_name(key->kind));
	if (key->vm == SCOPE_ANY) {
		fputs("null,\"vm_name\":null", out);
	} else {
		json_string(out, name_text(key->vm));
		fputs(",\"vm_name\":", out);
		if (is_older(key))
			fputs("null", out);
		else
			json_string(out, vm_given_name(key->vm));
	}
	print_place(out, "vcpu", key->vcpu);
	print_place(out, "cpu", key->cpu);
}

void json_sample_begin(FILE *out, const struct sample *s)
{
	char time[TIME_TEXT];

	fprintf(out, "{\"schema\":1,\"time\":\"%s\",\"boottime_ns\":%llu,\"interval_ns\":%llu,",
		format_utc(time, s->wall_ns), s->boot_ns, s->interval_ns);
	fprintf(out, "\"isa\":\"%s\",\"tsc_khz\":%llu,\"cut\":%s,\"backwards\":%llu,",
		isa_name(s->isa), s->tsc_khz, s->cut ? "true" : "false", s->backwards);
}

void json_values(FILE *out, unsigned int columns, const u64 value[NR_COLUMNS])
{
	const char *comma = "";

	for (int c = 0; c < NR_COLUMNS; c++) {
		if (!(columns & COLUMN_BIT(c)))
			continue;
		fprintf(out, "%s\"%s\":", comma, column_name(c));
		if (column_known(value, c))
			fprintf(out, "%llu", value[c]);
		else
			fputs("null", out);
		comma = ",";
	}
}

void json_percentile_members(FILE *out, const struct percentiles *p)
{
	if (p->count)
		fprintf(out, ",\"p50\":%llu,\"p90\":%llu,\"p99\":%llu,\"p999\":%llu",
			p->p50, p->p90, p->p99, p->p999);
	else
		fputs(",\"p50\":null,\"p90\":null,\"p99\":null,\"p999\":null", out);
}

void json_percentiles(FILE *out, const struct sample *s, const u64 value[NR_COLUMNS],
		      const struct hist_numbers *n)
{
	struct percentiles p;

	if (!s->bounds.nr)
		return;
	p = hist_of_values(s, value, n);
	json_percentile_members(out, &p);
}

void json_cause(FILE *out, const char *cause)
{
	fputs("\"cause\":", out);
	json_string(out, cause);
	fputs(",\"known_as\":", out);
	json_string_or_null(out, cause_name(cause));
}
