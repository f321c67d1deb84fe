// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "base/units.h"
#include "check/page.h"
#include "print/json.h"
#include "print/table.h"

static const struct table_look any_width = { 0 };
static const char *const outcome_names[] = {
	[OUTCOME_OK] = "ok", [OUTCOME_FAILED] = "FAILED", [OUTCOME_LEFT_OUT] = "left out",
};

static void print_facts(FILE *out, const struct findings *f)
{
	static const struct table_column columns[] = {
		{ "MACHINE", .left = true }, { .heading = "", .left = true },
	};
	struct table t = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		table_column(&t, &columns[i]);
	for (size_t i = 0; i < f->nr_facts; i++) {
		table_row(&t, STYLE_PLAIN);
		table_cell(&t, f->facts[i].name);
		table_cell(&t, f->facts[i].value);
	}
	table_print(&t, out, &any_width);
	table_free(&t);
}

/* A time with all that is known of it: bounds differ in digits that a person's unit has not. */
static void format_value(char *text, size_t room, const struct findings *f,
			 enum finding_unit unit, u64 value)
{
	const u64 us = (cycles_to_ns(value, f->tsc_khz) + 500) / 1000;

	switch (unit) {
	case UNIT_COUNT:
		snprintf(text, room, "%llu", value);
		break;
	case UNIT_CYCLES:
		snprintf(text, room, "%llu.%03llums", us / 1000, us % 1000);
		break;
	case UNIT_HEX:
		snprintf(text, room, "%#llx", value);
		break;
	}
}

static void format_expected(char *text, size_t room, const struct findings *f,
			    const struct finding *finding)
{
	char least[UNIT_TEXT], most[UNIT_TEXT];

	format_value(least, sizeof(least), f, finding->unit, finding->least);
	format_value(most, sizeof(most), f, finding->unit, finding->most);
	if (finding->least == finding->most)
		snprintf(text, room, "%s", least);
	else if (finding->most == NO_BOUND)
		snprintf(text, room, "at least %s", least);
	else
		snprintf(text, room, "%s to %s", least, most);
}

static void print_checks(FILE *out, const struct findings *f)
{
	static const struct table_column columns[] = {
		{ "CHECK", .left = true }, { .heading = "EXPECTED" }, { .heading = "FOUND" },
		{ .heading = "", .left = true },
	};
	struct table t = { 0 };
	char text[80];

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		table_column(&t, &columns[i]);
	for (size_t i = 0; i < f->nr; i++) {
		const struct finding *finding = &f->list[i];

		if (finding->outcome == OUTCOME_LEFT_OUT)
			continue;
		table_row(&t, STYLE_PLAIN);
		table_cell(&t, finding->what);
		format_expected(text, sizeof(text), f, finding);
		table_cell(&t, text);
		format_value(text, sizeof(text), f, finding->unit, finding->found);
		table_cell(&t, text);
		table_cell(&t, outcome_names[finding->outcome]);
	}
	table_print(&t, out, &any_width);
	table_free(&t);
}

static void print_left_out(FILE *out, const struct findings *f)
{
	for (size_t i = 0; i < f->nr; i++)
		if (f->list[i].outcome == OUTCOME_LEFT_OUT)
			fprintf(out, "left out: %s: %s\n", f->list[i].what, f->list[i].why);
}

/* More than with nothing recorded, which comes first. */
static void print_costs(FILE *out, const struct findings *f)
{
	static const struct table_column columns[] = {
		{ "CYCLES OF A CPUID EXIT", .left = true }, { .heading = "MEDIAN" },
		{ .heading = "90% ARE IN" }, { .heading = "MORE" },
	};
	struct table t = { 0 };
	char text[64];

	if (!f->nr_costs)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		table_column(&t, &columns[i]);
	for (size_t i = 0; i < f->nr_costs; i++) {
		const struct cost *cost = &f->costs[i];

		table_row(&t, STYLE_PLAIN);
		table_cell(&t, cost->level);
		snprintf(text, sizeof(text), "%llu", cost->median);
		table_cell(&t, text);
		snprintf(text, sizeof(text), "%llu to %llu", cost->low, cost->high);
		table_cell(&t, text);
		snprintf(text, sizeof(text), "%+lld", (s64)(cost->median - f->costs[0].median));
		table_cell(&t, i ? text : "");
	}
	putc('\n', out);
	table_print(&t, out, &any_width);
	table_free(&t);
}

void print_page(FILE *out, const struct findings *f)
{
	const size_t left_out = findings_with(f, OUTCOME_LEFT_OUT);

	print_facts(out, f);
	putc('\n', out);
	print_checks(out, f);
	print_left_out(out, f);
	print_costs(out, f);
	fprintf(out, "\n%zu passed, %zu failed", findings_with(f, OUTCOME_OK),
		findings_with(f, OUTCOME_FAILED));
	if (left_out)
		fprintf(out, ", %zu left out", left_out);
	putc('\n', out);
}

static void json_finding(FILE *out, const struct finding *finding)
{
	static const char *const units[] = {
		[UNIT_COUNT] = "count", [UNIT_CYCLES] = "cycles", [UNIT_HEX] = "number",
	};

	fputs("{\"check\":", out);
	json_string(out, finding->what);
	fprintf(out, ",\"outcome\":\"%s\"", outcome_names[finding->outcome]);
	if (finding->outcome == OUTCOME_LEFT_OUT) {
		fputs(",\"why\":", out);
		json_string(out, finding->why);
	} else {
		fprintf(out, ",\"unit\":\"%s\",\"least\":%llu,\"most\":", units[finding->unit],
			finding->least);
		if (finding->most == NO_BOUND)
			fputs("null", out);
		else
			fprintf(out, "%llu", finding->most);
		fprintf(out, ",\"found\":%llu", finding->found);
	}
	putc('}', out);
}

void print_page_json(FILE *out, const struct findings *f)
{
	fputs("{\"schema\":1,\"machine\":[", out);
	for (size_t i = 0; i < f->nr_facts; i++) {
		fputs(i ? ",{\"name\":" : "{\"name\":", out);
		json_string(out, f->facts[i].name);
		fputs(",\"value\":", out);
		json_string(out, f->facts[i].value);
		putc('}', out);
	}
	fprintf(out, "],\"tsc_khz\":%llu,\"checks\":[", f->tsc_khz);
	for (size_t i = 0; i < f->nr; i++) {
		if (i)
			putc(',', out);
		json_finding(out, &f->list[i]);
	}
	fputs("],\"cpuid_exit_cycles\":[", out);
	for (size_t i = 0; i < f->nr_costs; i++) {
		const struct cost *cost = &f->costs[i];

		fputs(i ? ",{\"level\":" : "{\"level\":", out);
		json_string(out, cost->level);
		fprintf(out, ",\"median\":%llu,\"p5\":%llu,\"p95\":%llu}", cost->median, cost->low,
			cost->high);
	}
	fprintf(out, "],\"passed\":%zu,\"failed\":%zu,\"left_out\":%zu}\n",
		findings_with(f, OUTCOME_OK), findings_with(f, OUTCOME_FAILED),
		findings_with(f, OUTCOME_LEFT_OUT));
}
