// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>
#include "rows.h"

typedef unsigned long long u64;

void bpf_rows_exits_header(const struct bpf_rows *rows, const char *columns)
{
	bool times = rows->exits->detail > BPF_EXITS_COUNTS;
	bool sched = rows->exits->has_sched;

	fprintf(rows->out, "%snr\tname\texits%s%s%s%s%s\tsince%s%s\n", columns,
		times ? "\tguest\tkernel" : "", sched ? "\tuser" : "",
		rows->exits->has_halted ? "\thalted" : "", sched ? "\tblocked\tsteal" : "",
		times ? "\tmax" : "", rows->which & BPF_ROWS_ENDED ? "\tended" : "",
		sched ? "\tto_user" : "");
}

/* What BPF knows nothing of has no column. */
static void show_cell(const struct bpf_rows *rows, const struct bpf_exits_cell *cell)
{
	fprintf(rows->out, "\t%llu", cell->exits);
	if (rows->exits->detail == BPF_EXITS_COUNTS)
		return;
	fprintf(rows->out, "\t%llu\t%llu", cell->guest, cell->kernel);
	if (rows->exits->has_sched)
		fprintf(rows->out, "\t%llu", cell->phase[BPF_EXITS_USER]);
	if (rows->exits->has_halted)
		fprintf(rows->out, "\t%llu", cell->phase[BPF_EXITS_HALTED]);
	if (rows->exits->has_sched)
		fprintf(rows->out, "\t%llu\t%llu", cell->phase[BPF_EXITS_BLOCKED],
			cell->phase[BPF_EXITS_STEAL]);
	fprintf(rows->out, "\t%llu", cell->max);
}

static void show_since(const struct bpf_rows *rows, const struct bpf_sum *sum)
{
	fprintf(rows->out, "\t%llu", sum->since);
	if (!(rows->which & BPF_ROWS_ENDED))
		return;
	if (sum->ended)
		fprintf(rows->out, "\t%llu", sum->ended);
	else
		fputs("\t-", rows->out);
}

static void show_row(const struct bpf_rows *rows, const char *prefix, const char *nr,
		     const char *name, const struct bpf_exits_cell *cell, const struct bpf_sum *sum)
{
	fprintf(rows->out, "%s%s\t%s", prefix, nr, name);
	show_cell(rows, cell);
	show_since(rows, sum);
	if (rows->exits->has_sched)
		fprintf(rows->out, "\t%llu", cell->to_user);
	putc('\n', rows->out);
}

static void add_cell(struct bpf_exits_cell *sum, const struct bpf_exits_cell *cell)
{
	sum->exits += cell->exits;
	sum->guest += cell->guest;
	sum->kernel += cell->kernel;
	for (unsigned int i = 0; i < BPF_EXITS_PHASES; i++)
		sum->phase[i] += cell->phase[i];
	if (cell->max > sum->max)
		sum->max = cell->max;
	sum->to_user += cell->to_user;
}

static bool has_row(const struct bpf_rows *rows, const struct bpf_sum *sum, unsigned int slot)
{
	return sum->slots[slot].cell.exits ||
	       ((rows->which & BPF_ROWS_ALL) && slot != BPF_EXITS_SLOT_OTHER);
}

void bpf_rows_exits(const struct bpf_rows *rows, const char *prefix, struct bpf_sum *sum)
{
	const struct bpf_reasons *reasons = &rows->exits->reasons;
	const struct bpf_exits_cell running = { .guest = sum->running };
	struct bpf_exits_cell total = running;

	for (unsigned int i = BPF_EXITS_SLOT_OTHER; i < reasons->used; i++) {
		if (!has_row(rows, sum, i))
			continue;
		add_cell(&total, &sum->slots[i].cell);
		show_row(rows, prefix, reasons->nr[i], reasons->name[i], &sum->slots[i].cell, sum);
	}
	if (rows->which & BPF_ROWS_RUNNING)
		show_row(rows, prefix, "-", "RUNNING", &running, sum);
	show_row(rows, prefix, "-", "TOTAL", &total, sum);
}

void bpf_rows_hist_header(const struct bpf_rows *rows, const char *columns)
{
	fprintf(rows->out, "%snr\tname", columns);
	for (unsigned int i = 0; i < BPF_EXITS_BUCKETS; i++)
		fprintf(rows->out, "\t%llu", 1ull << (BPF_EXITS_SHIFT + i));
	fputs("\tclosed\tsince\n", rows->out);
}

void bpf_rows_hist(const struct bpf_rows *rows, const char *prefix, struct bpf_sum *sum)
{
	const struct bpf_reasons *reasons = &rows->exits->reasons;
	u64 closed;

	for (unsigned int i = BPF_EXITS_SLOT_OTHER; i < reasons->used; i++) {
		if (!has_row(rows, sum, i))
			continue;
		fprintf(rows->out, "%s%s\t%s", prefix, reasons->nr[i], reasons->name[i]);
		closed = 0;
		for (unsigned int bucket = 0; bucket < BPF_EXITS_BUCKETS; bucket++) {
			closed += sum->slots[i].hist[bucket];
			fprintf(rows->out, "\t%llu", sum->slots[i].hist[bucket]);
		}
		fprintf(rows->out, "\t%llu\t%llu\n", closed, sum->since);
	}
}

void bpf_rows_causes_header(const struct bpf_rows *rows, const char *columns)
{
	fprintf(rows->out, "%snr\tname\tcause\texits\tkernel\tsince\n", columns);
}

static const char *const io_words[] = {
	[BPF_EXITS_IN] = "in", [BPF_EXITS_OUT] = "out", [BPF_EXITS_INS] = "ins",
	[BPF_EXITS_OUTS] = "outs",
};

static void cause_text(char *text, size_t size, const struct bpf_exits_cause *cause)
{
	switch (cause->kind) {
	case BPF_EXITS_RDMSR:
	case BPF_EXITS_WRMSR:
		snprintf(text, size, "%s:0x%x", cause->kind == BPF_EXITS_RDMSR ? "rdmsr" : "wrmsr",
			 cause->number);
		break;
	case BPF_EXITS_IN:
	case BPF_EXITS_OUT:
	case BPF_EXITS_INS:
	case BPF_EXITS_OUTS:
		snprintf(text, size, "%s:0x%x/%u", io_words[cause->kind], cause->number >> 16,
			 cause->number & 0xffff);
		break;
	case BPF_EXITS_CPUID:
		if (cause->number == BPF_EXITS_LEAF_SCAN)
			snprintf(text, size, "cpuid:scan");
		else
			snprintf(text, size, "cpuid:0x%x", cause->number);
		break;
	case BPF_EXITS_HYPERCALL:
		snprintf(text, size, "hypercall:0x%x", cause->number);
		break;
	default:
		snprintf(text, size, "mmio:0x%llx", (u64)cause->number << 12);
	}
}

static void show_cause(const struct bpf_rows *rows, const char *prefix, unsigned int slot,
		       const char *text, u64 exits, u64 kernel, u64 since)
{
	fprintf(rows->out, "%s%s\t%s\t%s\t%llu\t%llu\t%llu\n", prefix,
		rows->exits->reasons.nr[slot], rows->exits->reasons.name[slot], text, exits, kernel,
		since);
}

/* show_slot: what is behind a reason, and what it has more. Where each exit has a row, what
 * rounding has left of their time is the first row's. */
static void show_slot(const struct bpf_rows *rows, const char *prefix, unsigned int slot,
		      const struct bpf_sum *sum, size_t first, size_t behind)
{
	u64 exits = sum->slots[slot].cell.exits, kernel = sum->slots[slot].cell.kernel, rest = 0;
	char text[32];

	for (size_t i = first; i < behind; i++) {
		exits -= sum->causes[i].exits;
		kernel -= sum->causes[i].kernel;
	}
	if (!exits && first < behind)
		rest = kernel;
	for (size_t i = first; i < behind; i++) {
		cause_text(text, sizeof(text), &sum->causes[i]);
		show_cause(rows, prefix, slot, text, sum->causes[i].exits,
			   sum->causes[i].kernel + (i == first ? rest : 0), sum->since);
	}
	if (exits)
		show_cause(rows, prefix, slot, "more", exits, kernel, sum->since);
}

/* Reasons of which something is known: always, or of some of their exits. */
void bpf_rows_causes(const struct bpf_rows *rows, const char *prefix, struct bpf_sum *sum)
{
	const struct bpf_reasons *reasons = &rows->exits->reasons;
	size_t first = 0, behind;

	bpf_sum_fold(sum, (size_t)-1);
	for (unsigned int slot = BPF_EXITS_SLOT_OTHER; slot < reasons->used; slot++) {
		for (behind = first; behind < sum->nr_causes; behind++)
			if (sum->causes[behind].slot != slot)
				break;
		if (behind > first || reasons->keyed[slot])
			show_slot(rows, prefix, slot, sum, first, behind);
		first = behind;
	}
}
