// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "base/clock_text.h"
#include "base/units.h"
#include "model/cause_names.h"
#include "model/labels.h"
#include "model/names.h"
#include "print/csv.h"
#include "print/json.h"
#include "print/print_slowest.h"

#define MOST_BOLD	4

static const struct table_column columns[] = {
	{ "REASON", true, 0 }, { "NR", false, 5 }, { "CAUSE", true, 3 }, { "KNOWN AS", true, 8 },
	{ "KERNEL", false, 0 }, { "DATE", true, 6 }, { "TIME", true, 0 }, { "VM", true, 0 },
	{ "VCPU", false, 1 }, { "CPU", false, 4 }, { "RIP", false, 2 }, { "CPL", false, 7 },
};

static void number_cell(struct table *t, u32 number)
{
	char text[UNIT_TEXT];

	snprintf(text, sizeof(text), "%u", number);
	table_cell(t, text);
}

static void place_cells(struct table *t, const struct slow_exit *exit)
{
	char text[UNIT_TEXT];

	if (!exit->has_place) {
		table_cell(t, "-");
		table_cell(t, "-");
		return;
	}
	snprintf(text, sizeof(text), "0x%llx", exit->rip);
	table_cell(t, text);
	number_cell(t, exit->cpl);
}

static void add_row(struct table *t, const struct slow_exit *exit, u64 tsc_khz,
		    enum table_style style)
{
	const char *cause = reason_cause(exit->reason);
	char text[UNIT_TEXT], time[TIME_TEXT], *clock;

	format_local_ms(time, exit->wall_ns);
	clock = strchr(time, ' ');
	*clock++ = '\0';
	table_row(t, style);
	table_cell(t, reason_name(exit->reason));
	table_cell(t, reason_nr(exit->reason));
	table_cell(t, *cause ? cause : "-");
	table_cell(t, cause_name(cause));
	table_cell(t, format_cycles(text, exit->kernel, tsc_khz));
	table_cell(t, time);
	table_cell(t, clock);
	table_cell(t, vm_label(exit->vm));
	number_cell(t, exit->vcpu);
	number_cell(t, exit->cpu);
	place_cells(t, exit);
}

void print_slowest_table(FILE *out, const struct slowest *s, u64 tsc_khz,
			 const struct table_look *look)
{
	struct table t = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		table_column(&t, &columns[i]);
	for (size_t i = 0; i < s->nr; i++)
		add_row(&t, &s->exits[i], tsc_khz, i < MOST_BOLD ? STYLE_BOLD : STYLE_PLAIN);
	table_print(&t, out, look);
	table_free(&t);
}

static void json_exit(FILE *out, const struct slow_exit *exit)
{
	const char *cause = reason_cause(exit->reason);
	char time[TIME_TEXT];

	fputs("{\"nr\":", out);
	json_string(out, reason_nr(exit->reason));
	fputs(",\"name\":", out);
	json_string(out, reason_name(exit->reason));
	fputs(",\"cause\":", out);
	json_string_or_null(out, cause);
	fputs(",\"known_as\":", out);
	json_string_or_null(out, cause_name(cause));
	fprintf(out, ",\"kernel\":%llu,\"realtime\":\"%s\",\"vm\":", exit->kernel,
		format_utc(time, exit->wall_ns));
	json_string(out, name_text(exit->vm));
	fputs(",\"vm_name\":", out);
	json_string(out, vm_given_name(exit->vm));
	fprintf(out, ",\"vcpu\":%u,\"cpu\":%u", exit->vcpu, exit->cpu);
	if (exit->has_place)
		fprintf(out, ",\"rip\":\"0x%llx\",\"cpl\":%u}", exit->rip, exit->cpl);
	else
		fputs(",\"rip\":null,\"cpl\":null}", out);
}

void print_slowest_json(FILE *out, const struct sample *moment, const struct slowest *list,
			size_t nr)
{
	json_sample_begin(out, moment);
	fputs("\"scopes\":[", out);
	for (size_t i = 0; i < nr; i++) {
		fputs(i ? ",{" : "{", out);
		json_scope_key(out, &list[i].scope);
		if (list[i].since)
			fprintf(out, ",\"since\":%llu", list[i].since);
		else
			fputs(",\"since\":null", out);
		fputs(",\"slowest\":[", out);
		for (size_t j = 0; j < list[i].nr; j++) {
			if (j)
				putc(',', out);
			json_exit(out, &list[i].exits[j]);
		}
		fputs("]}", out);
	}
	fputs("]}\n", out);
}

static void csv_exit(FILE *out, const struct sample *moment, const struct slowest *s,
		     const struct slow_exit *exit)
{
	const char *texts[] = {
		reason_nr(exit->reason), reason_name(exit->reason), reason_cause(exit->reason),
		cause_name(reason_cause(exit->reason)),
	};
	char time[TIME_TEXT];

	fprintf(out, "%s,%llu,%s,%s", format_utc(time, moment->wall_ns), moment->tsc_khz,
		isa_name(moment->isa), scope_kind_name(s->scope.kind));
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		putc(',', out);
		csv_text(out, texts[i]);
	}
	fprintf(out, ",%llu,%s,", exit->kernel, format_utc(time, exit->wall_ns));
	csv_text(out, name_text(exit->vm));
	putc(',', out);
	csv_text(out, vm_given_name(exit->vm));
	fprintf(out, ",%u,%u,", exit->vcpu, exit->cpu);
	if (exit->has_place)
		fprintf(out, "0x%llx,%u", exit->rip, exit->cpl);
	else
		putc(',', out);
	fprintf(out, ",%llu\n", s->since);
}

void print_slowest_csv(FILE *out, const struct sample *moment, const struct slowest *list,
		       size_t nr)
{
	fputs("time,tsc_khz,isa,scope,nr,name,cause,known_as,kernel,realtime,vm,vm_name,vcpu,cpu,rip,cpl,since\n",
	      out);
	for (size_t i = 0; i < nr; i++)
		for (size_t j = 0; j < list[i].nr; j++)
			csv_exit(out, moment, &list[i], &list[i].exits[j]);
}
