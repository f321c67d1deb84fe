// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: how a copy is printed
 */
#include <linux/math64.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <asm/tsc.h>

#include "reason.h"
#include "show.h"

/*
 * A row for each handled reason if @rows say so, and for any that has
 * happened.
 */
static bool has_row(const struct kvm_vmexit_copy *copy, unsigned int slot,
		    unsigned int rows)
{
	return ((rows & KVM_VMEXIT_ROWS_ALL) &&
		kvm_vmexit_reasons[slot].handled) ||
	       (test_bit(slot, copy->used) &&
		(kvm_vmexit_slot_used(&copy->slots[slot]) ||
		 copy->rare[slot].to_user));
}

static void add_cell(struct kvm_vmexit_cell *sum,
		     const struct kvm_vmexit_cell *cell)
{
	int i;

	sum->exits += cell->exits;
	sum->guest += cell->guest;
	sum->kernel += cell->kernel;
	for (i = 0; i < KVM_VMEXIT_NR_PHASES; i++)
		sum->phase[i] += cell->phase[i];
	sum->max = max(sum->max, cell->max);
}

static void show_reason(struct seq_file *m, unsigned int slot)
{
	seq_puts(m, kvm_vmexit_reasons[slot].nr);
	seq_putc(m, '\t');
	seq_puts(m, kvm_vmexit_reasons[slot].name);
}

static void show_cell(struct seq_file *m, const struct kvm_vmexit_cell *cell,
		      u64 nested)
{
	int i;

	seq_put_decimal_ull(m, "\t", cell->exits);
	seq_put_decimal_ull(m, "\t", cell->guest);
	seq_put_decimal_ull(m, "\t", cell->kernel);
	for (i = 0; i < KVM_VMEXIT_NR_PHASES; i++)
		seq_put_decimal_ull(m, "\t", cell->phase[i]);
	seq_put_decimal_ull(m, "\t", cell->max);
	seq_put_decimal_ull(m, "\t", nested);
}

static void show_times(struct seq_file *m, const struct kvm_vmexit_copy *copy,
		       unsigned int rows)
{
	seq_put_decimal_ull(m, "\t", copy->since);
	if (rows & KVM_VMEXIT_ROWS_ENDED) {
		if (copy->ended)
			seq_put_decimal_ull(m, "\t", copy->ended);
		else
			seq_puts(m, "\t-");
	}
}

/* The rest of a row of kvm_vmexit_show_rows(). */
static void show_behind(struct seq_file *m, const struct kvm_vmexit_copy *copy,
			unsigned int rows, u64 to_user)
{
	show_times(m, copy, rows);
	seq_put_decimal_ull(m, "\t", to_user);
	seq_putc(m, '\n');
}

/*
 * kvm_vmexit_show_rows() - print a copy for programs
 * @m: where to
 * @prefix: the first columns of each row, each with its tab
 * @rows: enum kvm_vmexit_rows
 * @copy: what is printed
 *
 * Not inlined, so that a probe can hold a reader in it.
 */
noinline void kvm_vmexit_show_rows(struct seq_file *m, const char *prefix,
				   unsigned int rows,
				   const struct kvm_vmexit_copy *copy)
{
	const struct kvm_vmexit_cell running = { .guest = copy->running };
	struct kvm_vmexit_cell total = running;
	struct kvm_vmexit_rare all_rare = {};
	unsigned int i;

	for (i = KVM_VMEXIT_SLOT_OTHER; i < kvm_vmexit_nr_slots; i++) {
		if (!has_row(copy, i, rows))
			continue;
		add_cell(&total, &copy->slots[i].cell);
		kvm_vmexit_add_rare(&all_rare, &copy->rare[i]);
		seq_puts(m, prefix);
		show_reason(m, i);
		show_cell(m, &copy->slots[i].cell, copy->rare[i].nested);
		show_behind(m, copy, rows, copy->rare[i].to_user);
	}

	if (rows & KVM_VMEXIT_ROWS_RUNNING) {
		seq_puts(m, prefix);
		seq_puts(m, "-\tRUNNING");
		show_cell(m, &running, 0);
		show_behind(m, copy, rows, 0);
	}

	seq_puts(m, prefix);
	seq_puts(m, "-\tTOTAL");
	show_cell(m, &total, all_rare.nested);
	show_behind(m, copy, rows, all_rare.to_user);
}

/*
 * Names of the columns of kvm_vmexit_show_hist(): a bucket's is its lower
 * bound.
 */
void kvm_vmexit_show_hist_columns(struct seq_file *m)
{
	unsigned int bucket;

	seq_puts(m, "nr\tname");
	for (bucket = 0; bucket < KVM_VMEXIT_HIST_BUCKETS; bucket++)
		seq_put_decimal_ull(m, "\t",
				    BIT_ULL(KVM_VMEXIT_HIST_SHIFT + bucket));
	seq_puts(m, "\tclosed\tsince\n");
}

/*
 * kvm_vmexit_show_hist() - print a copy's distributions for programs
 * @m: where to
 * @prefix: the first columns of each row, each with its tab
 * @rows: enum kvm_vmexit_rows
 * @copy: what is printed
 *
 * The column closed has the number of exits that were followed by an entry:
 * the sum of the buckets, if histograms were always on.
 */
void kvm_vmexit_show_hist(struct seq_file *m, const char *prefix,
			  unsigned int rows, const struct kvm_vmexit_copy *copy)
{
	unsigned int i, bucket;

	for (i = KVM_VMEXIT_SLOT_OTHER; i < kvm_vmexit_nr_slots; i++) {
		if (!has_row(copy, i, rows))
			continue;
		seq_puts(m, prefix);
		show_reason(m, i);
		for (bucket = 0; bucket < KVM_VMEXIT_HIST_BUCKETS; bucket++)
			seq_put_decimal_ull(m, "\t",
					    copy->slots[i].hist[bucket]);
		seq_put_decimal_ull(m, "\t", copy->closed[i]);
		show_times(m, copy, rows);
		seq_putc(m, '\n');
	}
}

static int more_exits_first(const void *a, const void *b, const void *slots)
{
	const struct kvm_vmexit_slot *s = slots;
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
			   const struct kvm_vmexit_cell *cell, u64 all_exits)
{
	u64 permille = all_exits ? div64_u64(cell->exits * 1000, all_exits) : 0;
	u64 mean = cell->exits ? div64_u64(cell->kernel, cell->exits) : 0;

	seq_printf(m, "%-28s %14llu %5llu.%llu%% %16llu %14llu %14llu\n", name,
		   cell->exits, permille / 10, permille % 10,
		   cycles_to_us(cell->kernel), mean, cell->max);
}

/*
 * kvm_vmexit_show_table() - print a copy for people
 * @m: where to
 * @copy: what is printed
 *
 * Only reasons that have happened.  Return: 0 or -ENOMEM.
 */
int kvm_vmexit_show_table(struct seq_file *m,
			  const struct kvm_vmexit_copy *copy)
{
	const struct kvm_vmexit_slot *slots = copy->slots;
	struct kvm_vmexit_cell total = {};
	unsigned int i, n = 0;
	u8 *order;

	order = kmalloc_array(kvm_vmexit_nr_slots, sizeof(*order), GFP_KERNEL);
	if (!order)
		return -ENOMEM;

	for (i = KVM_VMEXIT_SLOT_OTHER; i < kvm_vmexit_nr_slots; i++) {
		add_cell(&total, &slots[i].cell);
		if (slots[i].cell.exits)
			order[n++] = i;
	}
	sort_r(order, n, sizeof(*order), more_exits_first, NULL, slots);

	seq_printf(m, "%-28s %14s %7s %16s %14s %14s\n", "reason", "exits",
		   "share", "kernel us", "mean cycles", "max cycles");
	for (i = 0; i < n; i++)
		show_table_row(m, kvm_vmexit_reasons[order[i]].name,
			       &slots[order[i]].cell, total.exits);
	show_table_row(m, "TOTAL", &total, total.exits);

	kfree(order);
	return 0;
}
