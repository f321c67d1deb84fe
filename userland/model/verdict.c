// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include "base/units.h"
#include "model/cause_names.h"
#include "model/causes.h"
#include "model/names.h"
#include "model/timed.h"
#include "model/verdict.h"

/* What is known of the reason, and where its sentences go. */
struct facts {
	FILE *out;
	const struct sample *sample;
	const struct view_options *options;
	const struct scope *scope;
	const struct row *row;
};

static u64 in_percent(u64 part, u64 whole)
{
	return whole ? (u128)part * 100 / whole : 0;
}

static u64 exits_of(const struct facts *f, const struct row *row)
{
	(void)f;
	return row->value[COL_EXITS];
}

static u64 work_of(const struct facts *f, const struct row *row)
{
	return work_cycles(row->value, f->options);
}

/* Of those with exits: equal ones are in the source's order, as in the tables. */
static bool is_before(const struct facts *f, const struct row *row,
		      u64 (*value_of)(const struct facts *, const struct row *))
{
	const u64 its = value_of(f, row), ours = value_of(f, f->row);

	return its > ours || (its == ours && row < f->row);
}

/* "the most frequent of 16 reasons", "the 3rd dearest of 16 reasons" */
static void say_place(const struct facts *f, const char *superlative,
		      u64 (*value_of)(const struct facts *, const struct row *))
{
	static const char *const endings[] = { "th", "st", "nd", "rd" };
	const struct row *rows = scope_rows(f->sample, f->scope);
	size_t nr = 1, of = 0;

	for (u32 i = 0; i < f->scope->nr_rows; i++) {
		if (!rows[i].value[COL_EXITS])
			continue;
		of++;
		nr += is_before(f, &rows[i], value_of);
	}
	fputs("the ", f->out);
	if (nr > 1)
		fprintf(f->out, "%zu%s ", nr,
			endings[nr % 10 < 4 && nr / 10 % 10 != 1 ? nr % 10 : 0]);
	fprintf(f->out, "%s of %zu reason%s.", superlative, of, of == 1 ? "" : "s");
}

static void say_exits(const struct facts *f)
{
	const u64 exits = f->row->value[COL_EXITS], ns = view_duration(f->sample, f->scope);
	char share[UNIT_TEXT], rate[UNIT_TEXT], time[UNIT_TEXT];

	fprintf(f->out, "%llu exit%s", exits, exits == 1 ? "" : "s");
	if (ns)
		fprintf(f->out, " in %s, %s each second", format_ns(time, ns),
			format_rate(rate, exits, ns));
	fprintf(f->out, ": %s of all, ", format_share(share, exits, f->scope->total[COL_EXITS]));
	say_place(f, "most frequent", exits_of);
}

/* The rows of what was behind these exits, as far as it is told one by one. */
static const struct row *largest_cause(const struct facts *f, size_t *nr)
{
	const struct sample *s = f->sample->causes;
	const struct scope *scope = s ? sample_find(s, f->scope->key) : NULL;
	const struct row **all, *found = NULL;
	size_t of = 0;

	*nr = 0;
	if (!scope)
		return NULL;
	all = scope_top_causes(s, scope, scope->nr_rows, &of);
	for (size_t i = 0; i < of; i++) {
		if (!reason_has(f->row->reason, all[i]->reason))
			continue;
		if (!(*nr)++)
			found = all[i];
	}
	free(all);
	return found;
}

/* "Behind 88.89% of them was wrmsr:0x6e0 (IA32_TSC_DEADLINE), the largest of 2 causes." */
static void say_cause(const struct facts *f)
{
	size_t nr;
	const struct row *cause = largest_cause(f, &nr);
	const char *word, *name;
	char share[UNIT_TEXT];

	if (!cause)
		return;
	word = reason_cause(cause->reason);
	name = cause_name(word);
	fprintf(f->out, "\nBehind %s of them was %s", format_share(share, cause->value[COL_EXITS],
		f->row->value[COL_EXITS]), word);
	if (*name)
		fprintf(f->out, " (%s)", name);
	if (nr > 1)
		fprintf(f->out, ", the largest of %zu causes", nr);
	fputs(": `" PROGRAM " causes`.", f->out);
}

static const char *time_text(const struct facts *f, char text[UNIT_TEXT], u64 cycles)
{
	return format_cycles(text, cycles, f->sample->tsc_khz);
}

/* KERNEL of one exit: the average and, of totals, the longest. */
static void say_average(const struct facts *f)
{
	const u64 *value = f->row->value;
	char text[UNIT_TEXT];
	u64 average;

	if (!timed_average(f->sample, value, &average))
		return;
	fprintf(f->out, "\nKVM takes %s for one", time_text(f, text, average));
	if (f->sample->columns & COLUMN_BIT(COL_MAX) && value[COL_MAX])
		fprintf(f->out, ", at most %s", time_text(f, text, value[COL_MAX]));
	putc('.', f->out);
}

/* Who has the time that work is made of, and what that means where it is most of it. */
static const struct {
	enum column column;
	const char *whose;
	const char *means;
} parts[] = {
	{ COL_KERNEL, "KVM's", "Most of it is KVM's own work: only fewer exits make it less." },
	{ COL_USER, "the VMM's", "Most of it is spent in the VMM: look at its device model, or "
	  "move the device into the kernel (vhost, ioeventfd) or to virtio." },
	{ COL_BLOCKED, "waiting in KVM", "Most of it is waiting in KVM: for memory that is "
	  "swapped, withheld or still elsewhere, or for a lock." },
	{ COL_STEAL, "waiting for a CPU", "Most of it is waiting for a CPU: the host has more "
	  "that wants to run than CPUs." },
};

static void say_parts(const struct facts *f, u64 work)
{
	const u64 *value = f->row->value;
	const char *means = NULL, *separator = "\nOf their work ";
	char share[UNIT_TEXT];

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		const u64 part = value[parts[i].column];

		if (!part)
			continue;
		fprintf(f->out, "%s%s is %s", separator, format_share(share, part, work),
			parts[i].whose);
		separator = ", ";
		if (in_percent(part, work) >= MOST_PERCENT)
			means = parts[i].means;
	}
	fprintf(f->out, ". %s", means ? means : "No part is most of it.");
}

/* Halted time is a guest's leisure: it is told apart from work. */
static void say_halted(const struct facts *f, u64 work)
{
	const u64 halted = f->row->value[COL_HALTED];
	char time[UNIT_TEXT];

	if (!halted)
		return;
	fprintf(f->out, "\nBesides, vCPUs were halted after it for %s", time_text(f, time, halted));
	if (in_percent(halted, (u128)halted + work > UINT64_MAX ? UINT64_MAX : halted + work) >=
	    MOST_PERCENT)
		fputs(", most of its time: an idle guest, which is no loss", f->out);
	putc('.', f->out);
}

/* Whether lowering it is worth the trouble: its work next to all that vCPUs did. */
static void say_worth(const struct facts *f, u64 work, u64 all_work)
{
	const u64 guest = f->scope->total[COL_GUEST];
	const u64 all = guest > UINT64_MAX - all_work ? UINT64_MAX : guest + all_work;
	const u64 percent = in_percent(work, all);
	char share[UNIT_TEXT];

	if (!(f->sample->columns & COLUMN_BIT(COL_GUEST)) || !all)
		return;
	fprintf(f->out, "\nIt is %s of the time in which vCPUs were not halted: ",
		format_share(share, work, all));
	if (percent < LITTLE_PERCENT)
		fputs("to lower it gains little.", f->out);
	else if (percent < MUCH_PERCENT)
		fputs("to lower it gains something.", f->out);
	else
		fputs("to lower it gains much.", f->out);
}

static void say_work(const struct facts *f)
{
	const u64 work = work_cycles(f->row->value, f->options);
	const u64 all_work = work_cycles(f->scope->total, f->options);
	char time[UNIT_TEXT], share[UNIT_TEXT];

	if (!work) {
		fputs("\nThey were counted and not timed, as with detail=counts.", f->out);
		return;
	}
	fprintf(f->out, "\nTheir work took %s, %s of that of all exits: ", time_text(f, time, work),
		format_share(share, work, all_work));
	say_place(f, "dearest", work_of);
	say_average(f);
	say_parts(f, work);
	say_halted(f, work);
	say_worth(f, work, all_work);
}

static void say_nested(const struct facts *f)
{
	const u64 nested = f->row->value[COL_NESTED];
	char share[UNIT_TEXT];

	if (nested)
		fprintf(f->out, "\n%s of them are from guests' own guests.",
			format_share(share, nested, f->row->value[COL_EXITS]));
}

char *verdict(const struct sample *s, const struct view_options *o, const char *nr)
{
	struct facts f = { .sample = s, .options = o, .scope = sample_find(s, o->scope) };
	size_t size;
	char *text;

	f.out = open_memstream(&text, &size);
	if (!f.out)
		die(STATUS_FAILED, "out of memory");
	f.row = f.scope ? view_find_reason(s, f.scope, nr) : NULL;
	if (f.row && f.row->value[COL_EXITS]) {
		say_exits(&f);
		say_cause(&f);
		say_work(&f);
		say_nested(&f);
	} else {
		fputs("No exit of it.", f.out);
	}
	if (fclose(f.out))
		die(STATUS_FAILED, "out of memory");
	return text;
}
