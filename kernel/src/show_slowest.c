// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: how the slowest exits are printed
 *
 * What is behind one is as in causes: `more`, if it has no row there.
 */
#include "cause.h"
#include "reason.h"
#include "show.h"
#include "slowest.h"

#define CAUSE_TEXT 32

static void show_place(struct seq_file *m,
		       const struct kvm_vmexit_slowest *exit)
{
	if (exit->knows & KVM_VMEXIT_KNOWS_RIP)
		seq_printf(m, "\t0x%llx\t%u", exit->rip, exit->cpl);
	else
		seq_puts(m, "\t-\t-");
}

static void show_cause(struct seq_file *m, unsigned int slot,
		       const struct kvm_vmexit_slowest *exit)
{
	char text[CAUSE_TEXT];

	if (!(exit->knows & KVM_VMEXIT_KNOWS_CAUSE)) {
		seq_puts(m, kvm_vmexit_reasons[slot].keyed ? "\tmore" : "\t-");
		return;
	}

	kvm_vmexit_cause_text(text, sizeof(text), exit->key);
	seq_putc(m, '\t');
	seq_puts(m, text);
}

static void show_row(struct seq_file *m, unsigned int slot,
		     const struct kvm_vmexit_slowest_row *row, u64 since)
{
	seq_puts(m, kvm_vmexit_reasons[slot].nr);
	seq_putc(m, '\t');
	seq_puts(m, kvm_vmexit_reasons[slot].name);
	seq_put_decimal_ull(m, "\t", row->exit.kernel);
	seq_put_decimal_ull(m, "\t", row->exit.realtime);
	seq_putc(m, '\t');
	seq_puts(m, row->vm);
	seq_printf(m, "\t%d\t%u", row->vcpu, row->exit.cpu);
	show_place(m, &row->exit);
	show_cause(m, slot, &row->exit);
	seq_put_decimal_ull(m, "\t", since);
	seq_putc(m, '\n');
}

/*
 * kvm_vmexit_show_slowest() - print a copy's slowest exits for programs
 * @m: where to
 * @copy: what is printed, with them
 */
void kvm_vmexit_show_slowest(struct seq_file *m,
			     const struct kvm_vmexit_copy *copy)
{
	const struct kvm_vmexit_slowest_row *row;
	unsigned int i;

	for (i = KVM_VMEXIT_SLOT_OTHER; i < kvm_vmexit_nr_slots; i++) {
		row = &copy->slowest->row[i];
		if (row->exit.kernel)
			show_row(m, i, row, copy->since);
	}
}
