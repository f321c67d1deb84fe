// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: how what is behind exits is printed
 *
 * A reason's exits beyond those of its keys are one row, `more`: keys that found
 * no place, and all that happened while nothing was looked for.  So the rows of a
 * reason add up to it whatever happens.
 */
#include "cause.h"
#include "reason.h"
#include "record.h"
#include "show.h"
#include "tally.h"

#define CAUSE_TEXT 32

static void show_cause(struct seq_file *m, const char *prefix, unsigned int slot,
		       const char *cause, u64 exits, u64 kernel, u64 since)
{
	seq_puts(m, prefix);
	seq_puts(m, kvm_vmexit_reasons[slot].nr);
	seq_putc(m, '\t');
	seq_puts(m, kvm_vmexit_reasons[slot].name);
	seq_putc(m, '\t');
	seq_puts(m, cause);
	seq_put_decimal_ull(m, "\t", exits);
	seq_put_decimal_ull(m, "\t", kernel);
	seq_put_decimal_ull(m, "\t", since);
	seq_putc(m, '\n');
}

/* Rows that are @slot's, and what it has more. */
static void show_slot(struct seq_file *m, const char *prefix, unsigned int slot,
		      const struct kvm_vmexit_copy *copy)
{
	u64 exits = copy->slots[slot].cell.exits;
	u64 kernel = copy->slots[slot].cell.kernel;
	const struct kvm_vmexit_tally_row *row;
	char text[CAUSE_TEXT];
	unsigned int i;

	for (i = 0; i < copy->tally->nr; i++) {
		row = &copy->tally->rows[i];
		if (kvm_vmexit_cause_slot(row->key) != slot ||
		    (!row->exits && !row->kernel))
			continue;
		exits -= min(exits, row->exits);
		kernel -= min(kernel, row->kernel);
		kvm_vmexit_cause_text(text, sizeof(text), row->key);
		show_cause(m, prefix, slot, text, row->exits, row->kernel,
			   copy->since);
	}
	if (exits || kernel)
		show_cause(m, prefix, slot, "more", exits, kernel, copy->since);
}

/*
 * kvm_vmexit_show_causes() - print what is behind a copy's exits for programs
 * @m: where to
 * @prefix: the first columns of each row, each with its tab
 * @rows: unused
 * @copy: what is printed, with what is behind it
 */
void kvm_vmexit_show_causes(struct seq_file *m, const char *prefix,
			    unsigned int rows,
			    const struct kvm_vmexit_copy *copy)
{
	unsigned int slot;

	kvm_vmexit_tally_fold(copy->tally);
	for (slot = KVM_VMEXIT_SLOT_FIRST; slot < kvm_vmexit_nr_slots; slot++) {
		if (kvm_vmexit_reasons[slot].keyed)
			show_slot(m, prefix, slot, copy);
	}
}
