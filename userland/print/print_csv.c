// SPDX-License-Identifier: GPL-2.0-only
/*
 * A point is never in a number, and the columns are the same whatever the source has:
 * what it lacks is left empty.
 */
#include "base/clock_text.h"
#include "model/departed.h"
#include "model/names.h"
#include "model/view_causes.h"
#include "model/view_hist.h"
#include "print/csv.h"
#include "print/hist_text.h"
#include "print/print_csv.h"

static void print_place(FILE *out, u32 place)
{
	if (place != SCOPE_ANY)
		fprintf(out, "%u", place);
	putc(',', out);
}

static void print_time(FILE *out, u64 ns)
{
	putc(',', out);
	if (ns)
		fprintf(out, "%llu", ns);
}

static void print_times(FILE *out, const struct sample *s, const struct scope *scope)
{
	print_time(out, scope ? scope->since : 0);
	print_time(out, scope ? scope->ended : 0);
	print_time(out, scope ? view_duration(s, scope) : 0);
	putc('\n', out);
}

static bool has_causes(const struct view *v)
{
	return v->options->causes || v->sample->are_causes;
}

static void print_begin(FILE *out, const struct view *v, const struct scope_key *key,
			const char *nr, const char *name, const char *cause)
{
	const struct sample *s = v->sample;
	char time[TIME_TEXT];

	fprintf(out, "%s,%llu,%llu,%s,%s,", format_utc(time, s->wall_ns), s->interval_ns,
		s->tsc_khz, isa_name(s->isa), scope_kind_name(key->kind));
	if (key->vm != SCOPE_ANY) {
		csv_text(out, name_text(key->vm));
		putc(',', out);
		if (!is_older(key))
			csv_text(out, vm_given_name(key->vm));
		putc(',', out);
	} else {
		fputs(",,", out);
	}
	print_place(out, key->vcpu);
	print_place(out, key->cpu);
	csv_text(out, nr);
	putc(',', out);
	csv_text(out, name);
	if (has_causes(v)) {
		putc(',', out);
		csv_text(out, cause);
	}
}

static void print_record(FILE *out, const struct view *v, const struct scope *scope,
			 const char *nr, const char *name, const char *cause,
			 const u64 value[NR_COLUMNS], const struct hist_numbers *n)
{
	const struct percentiles p = hist_of_values(v->sample, value, n);

	print_begin(out, v, scope ? &scope->key : &v->options->scope, nr, name, cause);
	for (int c = 0; c < NR_COLUMNS; c++)
		csv_value(out, v->sample->columns, value, c);
	csv_percentiles(out, &p);
	print_times(out, v->sample, scope);
}

void print_csv_header(FILE *out, const struct view *v)
{
	fputs("time,interval_ns,tsc_khz,isa,scope,vm,vm_name,vcpu,cpu,nr,name", out);
	if (has_causes(v))
		fputs(",cause", out);
	for (int c = 0; c < NR_COLUMNS; c++)
		fprintf(out, ",%s", column_name(c));
	fputs(",p50,p90,p99,p999,since,ended,duration_ns\n", out);
}

/* All of them, whatever --top says: they add up to the reason. */
static void print_causes(FILE *out, const struct view *v, const struct view_line *line)
{
	static const struct percentiles none;
	const u32 reason = line->row->reason;
	struct cause_lines c;

	if (!v->options->causes || !v->sample->causes)
		return;
	view_causes(v, line, &c);
	for (size_t i = 0; i < c.nr; i++) {
		print_begin(out, v, &line->scope->key, reason_nr(reason), reason_name(reason),
			    reason_cause(c.list[i].reason));
		for (int column = 0; column < NR_COLUMNS; column++)
			csv_value(out, v->sample->causes->columns, c.list[i].value, column);
		csv_percentiles(out, &none);
		print_times(out, v->sample, line->scope);
	}
	cause_lines_free(&c);
}

static void print_row(FILE *out, const struct view *v, const struct scope *scope,
		      const struct row *row)
{
	const struct view_line line = { scope, row, row->value };
	struct hist_numbers n;

	view_line_hist(v, &line, &n);
	print_record(out, v, scope, reason_nr(row->reason), reason_name(row->reason),
		     reason_cause(row->reason), row->value, &n);
	print_causes(out, v, &line);
}

/* Guest time only, and with a sign: in a difference it may have become less. */
static void print_running(FILE *out, const struct view *v, const struct scope *scope)
{
	static const struct percentiles none;

	if (!scope || !scope->has_running || v->options->reasons)
		return;
	print_begin(out, v, &scope->key, "-", "RUNNING", "");
	for (int c = 0; c < NR_COLUMNS; c++) {
		putc(',', out);
		if (v->sample->columns & COLUMN_BIT(c))
			fprintf(out, "%lld", c == COL_GUEST ? scope->running : 0);
	}
	csv_percentiles(out, &none);
	print_times(out, v->sample, scope);
}

static void print_scope(FILE *out, const struct view *v, const struct scope *scope)
{
	const struct row *rows = scope_rows(v->sample, scope);
	struct hist_numbers n;

	for (u32 i = 0; i < scope->nr_rows; i++)
		if (view_wants(v, &rows[i]))
			print_row(out, v, scope, &rows[i]);
	/* Of one reason: the total of all would be added to it. */
	if (v->options->reasons)
		return;
	print_running(out, v, scope);
	scope_hist(v->sample, scope, &n);
	print_record(out, v, scope, "-", "TOTAL", "", scope->total, &n);
}

void print_csv(FILE *out, const struct view *v)
{
	struct hist_numbers n;

	if (v->options->lines != LINES_REASONS) {
		for (size_t i = 0; i < v->nr_lines; i++)
			print_scope(out, v, v->lines[i].scope);
		return;
	}
	for (size_t i = 0; i < v->nr_lines; i++)
		print_row(out, v, v->lines[i].scope, v->lines[i].row);
	if (v->options->reasons)
		return;
	print_running(out, v, v->scope);
	view_total_hist(v, &n);
	print_record(out, v, v->scope, "-", "TOTAL", "", v->total, &n);
}
