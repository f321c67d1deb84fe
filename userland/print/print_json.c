// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers are written as integers and never through the locale. Times are TSC
 * cycles; tsc_khz converts them. The schema is in kvm-exitstat(1).
 */
#include "model/names.h"
#include "model/view_causes.h"
#include "model/view_hist.h"
#include "print/json.h"
#include "print/print_json.h"

/* All of them, whatever --top says: they add up to the reason. */
static void print_causes(FILE *out, const struct view *v, const struct view_line *line)
{
	struct cause_lines c;

	if (!v->sample->causes) {
		fputs(",\"causes\":null", out);
		return;
	}
	fputs(",\"causes\":[", out);
	view_causes(v, line, &c);
	for (size_t i = 0; i < c.nr; i++) {
		fputs(i ? ",{" : "{", out);
		json_cause(out, reason_cause(c.list[i].reason));
		putc(',', out);
		json_values(out, v->sample->causes->columns, c.list[i].value);
		putc('}', out);
	}
	putc(']', out);
	cause_lines_free(&c);
}

static void print_reason(FILE *out, const struct view *v, const struct scope *scope,
			 const struct row *row)
{
	const struct view_line line = { scope, row, row->value };
	struct hist_numbers n;

	view_line_hist(v, &line, &n);
	fputs("{\"nr\":", out);
	json_string(out, reason_nr(row->reason));
	fputs(",\"name\":", out);
	json_string(out, reason_name(row->reason));
	putc(',', out);
	if (v->sample->are_causes) {
		json_cause(out, reason_cause(row->reason));
		putc(',', out);
	}
	json_values(out, v->sample->columns, row->value);
	json_percentiles(out, v->sample, row->value, &n);
	if (v->options->causes)
		print_causes(out, v, &line);
	putc('}', out);
}

/* Of a list of scopes each has all its reasons, in the order of the source. */
static void print_all_reasons(FILE *out, const struct view *v, const struct scope *scope)
{
	const struct row *rows = scope_rows(v->sample, scope);
	const char *comma = "";

	for (u32 i = 0; i < scope->nr_rows; i++) {
		if (!view_wants(v, &rows[i]))
			continue;
		fputs(comma, out);
		print_reason(out, v, scope, &rows[i]);
		comma = ",";
	}
}

static void print_time(FILE *out, const char *key, u64 ns)
{
	if (ns)
		fprintf(out, ",\"%s\":%llu", key, ns);
	else
		fprintf(out, ",\"%s\":null", key);
}

/* @scope is NULL where the sample has none of what is asked for. */
static void print_scope_begin(FILE *out, const struct view *v, const struct scope *scope,
			      const u64 total[NR_COLUMNS], const struct hist_numbers *n)
{
	putc('{', out);
	json_scope_key(out, scope ? &scope->key : &v->options->scope);
	print_time(out, "since", scope ? scope->since : 0);
	print_time(out, "ended", scope ? scope->ended : 0);
	print_time(out, "duration_ns", scope ? view_duration(v->sample, scope) : 0);
	fprintf(out, ",\"restarted\":%s", scope && scope->restarted ? "true" : "false");
	if (scope && scope->has_running)
		fprintf(out, ",\"running\":%lld", scope->running);
	fputs(",\"total\":{", out);
	json_values(out, v->sample->columns, total);
	json_percentiles(out, v->sample, total, n);
	fputs("},\"reasons\":[", out);
}

static void print_one_scope(FILE *out, const struct view *v)
{
	struct hist_numbers n;

	view_total_hist(v, &n);
	print_scope_begin(out, v, v->scope, v->total, &n);
	for (size_t i = 0; i < v->nr_lines; i++) {
		if (i)
			putc(',', out);
		print_reason(out, v, v->scope, v->lines[i].row);
	}
	fputs("]}", out);
}

static void print_scopes(FILE *out, const struct view *v)
{
	for (size_t i = 0; i < v->nr_lines; i++) {
		const struct scope *scope = v->lines[i].scope;
		struct hist_numbers n;

		if (i)
			putc(',', out);
		scope_hist(v->sample, scope, &n);
		print_scope_begin(out, v, scope, scope->total, &n);
		print_all_reasons(out, v, scope);
		fputs("]}", out);
	}
}

void print_json(FILE *out, const struct view *v)
{
	json_sample_begin(out, v->sample);
	fputs("\"scopes\":[", out);
	if (v->options->lines == LINES_REASONS)
		print_one_scope(out, v);
	else
		print_scopes(out, v);
	fputs("]}\n", out);
}
