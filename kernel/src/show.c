// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: how a copy is printed
 */
#include <linux/math64.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/trace_events.h>

#include "exit_stats.h"
#include "reason.h"
#include "show.h"
#include "trace.h"

/* Whether anything was ever written to the slot, or since a reset. */
static bool happened(const struct kvm_exit_slot *slot)
{
	const struct kvm_exit_cell *cell = &slot->cell;
	u64 any = cell->exits | cell->guest | cell->kernel | slot->hist[0];
	int i;

	for (i = 0; i < NR_KVM_EXIT_PHASES; i++)
		any |= cell->phase[i];

	return any;
}

/* A row for each handled reason if @all, and for any other that has happened. */
static bool has_row(const struct kvm_exit_copy *copy, unsigned int slot, bool all)
{
	return (all && kvm_exit_reasons[slot].handled) ||
	       (test_bit(slot, copy->used) && happened(&copy->slots[slot]));
}

static void add_cell(struct kvm_exit_cell *sum, const struct kvm_exit_cell *cell)
{
	int i;

	sum->exits += cell->exits;
	sum->guest += cell->guest;
	sum->kernel += cell->kernel;
	for (i = 0; i < NR_KVM_EXIT_PHASES; i++)
		sum->phase[i] += cell->phase[i];
	sum->max = max(sum->max, cell->max);
	sum->nested += cell->nested;
}

static void show_reason(struct seq_file *m, unsigned int slot)
{
	seq_puts(m, kvm_exit_reasons[slot].nr);
	seq_putc(m, '\t');
	seq_puts(m, kvm_exit_reasons[slot].name);
}

static void show_cell(struct seq_file *m, const struct kvm_exit_cell *cell)
{
	int i;

	seq_put_decimal_ull(m, "\t", cell->exits);
	seq_put_decimal_ull(m, "\t", cell->guest);
	seq_put_decimal_ull(m, "\t", cell->kernel);
	for (i = 0; i < NR_KVM_EXIT_PHASES; i++)
		seq_put_decimal_ull(m, "\t", cell->phase[i]);
	seq_put_decimal_ull(m, "\t", cell->max);
	seq_put_decimal_ull(m, "\t", cell->nested);
	seq_putc(m, '\n');
}

/**
 * kvm_exit_show_rows() - print a copy for programs
 * @m: where to
 * @prefix: the first columns of each row, each with its tab
 * @all: also the handled reasons that have not happened
 * @copy: what is printed
 */
void kvm_exit_show_rows(struct seq_file *m, const char *prefix, bool all,
			const struct kvm_exit_copy *copy)
{
	struct kvm_exit_cell total = {};
	unsigned int i;

	for (i = KVM_EXIT_NR_SLOT_OTHER; i < kvm_exit_nr_slots; i++) {
		if (!has_row(copy, i, all))
			continue;
		add_cell(&total, &copy->slots[i].cell);
		seq_puts(m, prefix);
		show_reason(m, i);
		show_cell(m, &copy->slots[i].cell);
	}

	seq_puts(m, prefix);
	seq_puts(m, "-\tTOTAL");
	show_cell(m, &total);
}

#define HIST_COLUMNS							\
	"nr\tname"							\
	"\tb0\tb1\tb2\tb3\tb4\tb5\tb6\tb7"				\
	"\tb8\tb9\tb10\tb11\tb12\tb13\tb14\tb15"			\
	"\tb16\tb17\tb18\tb19\tb20\tb21\tb22\tb23"			\
	"\tb24\tb25\tb26\tb27\tb28\tb29\tb30\tb31"			\
	"\tclosed\n"

static void show_buckets(struct seq_file *m, const struct kvm_exit_slot *slot)
{
	unsigned int bucket;

	for (bucket = 0; bucket < KVM_EXIT_HIST_BUCKETS; bucket++)
		seq_put_decimal_ull(m, "\t", slot->hist[bucket]);
}

/* Most rows have nothing in them. */
static void show_no_buckets(struct seq_file *m)
{
	static const char eight[] = "\t0\t0\t0\t0\t0\t0\t0\t0";
	unsigned int bucket;

	BUILD_BUG_ON(KVM_EXIT_HIST_BUCKETS % 8);

	for (bucket = 0; bucket < KVM_EXIT_HIST_BUCKETS; bucket += 8)
		seq_write(m, eight, sizeof(eight) - 1);
}

/**
 * kvm_exit_show_hist() - print a copy's distributions for programs
 * @m: where to
 * @closed: whether the copy knows how many exits were closed
 * @copy: what is printed
 *
 * Columns nr, name, the buckets, and the number of exits that were followed by
 * an entry: the sum of the buckets, if histograms were always on.
 */
void kvm_exit_show_hist(struct seq_file *m, bool closed,
			const struct kvm_exit_copy *copy)
{
	unsigned int i;

	seq_puts(m, HIST_COLUMNS);

	for (i = KVM_EXIT_NR_SLOT_OTHER; i < kvm_exit_nr_slots; i++) {
		if (!has_row(copy, i, true))
			continue;
		show_reason(m, i);
		if (happened(&copy->slots[i]))
			show_buckets(m, &copy->slots[i]);
		else
			show_no_buckets(m);
		if (closed)
			seq_put_decimal_ull(m, "\t", copy->closed[i]);
		else
			seq_puts(m, "\t-");
		seq_putc(m, '\n');
	}
}

static int more_exits_first(const void *a, const void *b, const void *slots)
{
	const struct kvm_exit_slot *s = slots;
	u64 exits_a = s[*(const u8 *)a].cell.exits;
	u64 exits_b = s[*(const u8 *)b].cell.exits;

	return exits_a > exits_b ? -1 : exits_a < exits_b;
}

/* In microseconds; a host without a known TSC frequency gets cycles. */
static u64 cycles_to_us(u64 cycles)
{
	return tsc_khz ? mul_u64_u64_div_u64(cycles, 1000, tsc_khz) : cycles;
}

static void show_table_row(struct seq_file *m, const char *name,
			   const struct kvm_exit_cell *cell, u64 all_exits)
{
	u64 permille = all_exits ? div64_u64(cell->exits * 1000, all_exits) : 0;
	u64 mean = cell->exits ? div64_u64(cell->kernel, cell->exits) : 0;

	seq_printf(m, "%-28s %14llu %5llu.%llu%% %16llu %14llu %14llu\n", name,
		   cell->exits, permille / 10, permille % 10,
		   cycles_to_us(cell->kernel), mean, cell->max);
}

/**
 * kvm_exit_show_table() - print a copy for people
 * @m: where to
 * @copy: what is printed
 *
 * Only reasons that have happened.  Return: 0 or -ENOMEM.
 */
int kvm_exit_show_table(struct seq_file *m, const struct kvm_exit_copy *copy)
{
	const struct kvm_exit_slot *slots = copy->slots;
	struct kvm_exit_cell total = {};
	unsigned int i, n = 0;
	u8 *order;

	order = kmalloc_array(kvm_exit_nr_slots, sizeof(*order), GFP_KERNEL);
	if (!order)
		return -ENOMEM;

	for (i = KVM_EXIT_NR_SLOT_OTHER; i < kvm_exit_nr_slots; i++) {
		add_cell(&total, &slots[i].cell);
		if (slots[i].cell.exits)
			order[n++] = i;
	}
	sort_r(order, n, sizeof(*order), more_exits_first, NULL, slots);

	seq_printf(m, "%-28s %14s %7s %16s %14s %14s\n", "reason", "exits",
		   "share", "kernel us", "mean cycles", "max cycles");
	for (i = 0; i < n; i++)
		show_table_row(m, kvm_exit_reasons[order[i]].name,
			       &slots[order[i]].cell, total.exits);
	show_table_row(m, "TOTAL", &total, total.exits);

	kfree(order);
	return 0;
}
