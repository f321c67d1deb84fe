// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: the slowest exit of each reason, of a vCPU and of many
 */
#include <linux/kvm_host.h>
#include <linux/mm.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/timekeeping.h>

#include "cause.h"
#include "compat.h"
#include "slowest.h"

/*
 * kvm_vmexit_slowest_alloc() - a table of nothing
 * @vm: the name of the vCPU's VM
 * @vcpu: the vCPU's number
 * @gfp: whose memory it is
 *
 * May sleep.  Return: the table, or NULL without memory.
 */
noinline struct kvm_vmexit_slowest_table *
kvm_vmexit_slowest_alloc(const char *vm, int vcpu, gfp_t gfp)
{
	struct kvm_vmexit_slowest_table *table =
		kvzalloc(sizeof(*table), gfp);

	if (table) {
		strscpy(table->vm, vm, sizeof(table->vm));
		table->vcpu = vcpu;
	}

	return table;
}

/* Of nothing.  May sleep.  NULL without memory. */
struct kvm_vmexit_slowest_sum *kvm_vmexit_slowest_sum_alloc(void)
{
	return kvzalloc(sizeof(struct kvm_vmexit_slowest_sum), GFP_KERNEL);
}

/* Either of the two; NULL is ignored. */
void kvm_vmexit_slowest_free(void *slowest)
{
	kvfree(slowest);
}

static void note_cause(struct kvm_vmexit_slowest *exit,
		       const struct kvm_vmexit_state *state)
{
	const struct kvm_vmexit_cause *cause;

	if (!kvm_vmexit_is_place(state->cause))
		return;

	cause = kvm_vmexit_cause_at(state->causes, state->cause);
	exit->key = kvm_vmexit_cause_key(cause->word);
	exit->knows |= KVM_VMEXIT_KNOWS_CAUSE;
}

static void note_place(struct kvm_vmexit_slowest *exit, struct kvm_vcpu *vcpu)
{
	if (vcpu->arch.guest_state_protected)
		return;

	exit->rip = kvm_rip_read(vcpu);
	exit->cpl = kvm_vmexit_get_cpl(vcpu);
	exit->knows |= KVM_VMEXIT_KNOWS_RIP;
}

/*
 * kvm_vmexit_keep_slowest() - an exit is closed, the longest of its reason
 * @state: the vCPU's, in its write section
 * @offset: of the exit's cell
 * @kernel: how many cycles
 * @entry: whether by an entry, by the vCPU's thread, its registers loaded; else
 *	   the guest does not go on, and nobody asks for them
 *
 * Preemption is off.  The clock is the one that waits for nobody.
 */
noinline void kvm_vmexit_keep_slowest(struct kvm_vmexit_state *state,
				      unsigned long offset, u64 kernel,
				      bool entry)
{
	struct kvm_vmexit_slowest_table *table =
		READ_ONCE(state->stats->slowest);
	struct kvm_vmexit_slowest exit = {
		.kernel = kernel,
		.cpu = smp_processor_id(),
	};

	if (!table)
		return;

	exit.realtime = ktime_get_real_fast_ns();
	note_cause(&exit, state);
	if (entry)
		note_place(&exit,
			   container_of(state, struct kvm_vcpu, arch.vmexit));
	table->exit[offset / sizeof(struct kvm_vmexit_cell)] = exit;
}

static void set_row(struct kvm_vmexit_slowest_row *row,
		    const struct kvm_vmexit_slowest_table *table)
{
	strscpy(row->vm, table->vm, sizeof(row->vm));
	row->vcpu = table->vcpu;
}

static void copy_running(struct kvm_vmexit_slowest *copy,
			 const struct kvm_vmexit_slowest *exit,
			 const seqcount_t *seq)
{
	unsigned int begin = 0;

	do {
		if (seq)
			begin = read_seqcount_begin(seq);
		kvm_vmexit_copy_words(copy, exit, sizeof(*copy));
	} while (seq && read_seqcount_retry(seq, begin));
}

/*
 * kvm_vmexit_slowest_copy() - bring a copy of a table up to date
 * @copy: of the same table, or of nothing; or NULL, then nothing is asked for
 * @table: the vCPU's, under its lock; or NULL
 * @seq: its seqcount; NULL if nobody writes
 *
 * An exit takes the place of another only if it was longer.
 */
void kvm_vmexit_slowest_copy(struct kvm_vmexit_slowest_sum *copy,
			     const struct kvm_vmexit_slowest_table *table,
			     const seqcount_t *seq)
{
	unsigned int i;

	if (!copy || !table)
		return;

	for (i = KVM_VMEXIT_SLOT_OTHER; i < KVM_VMEXIT_MAX_SLOTS; i++) {
		if (copy->row[i].exit.kernel ==
		    READ_ONCE(table->exit[i].kernel))
			continue;
		copy_running(&copy->row[i].exit, &table->exit[i], seq);
		set_row(&copy->row[i], table);
	}
}

/*
 * kvm_vmexit_slowest_add() - the slower of two exits: a sum's and a vCPU's
 * @sum: what becomes it; or NULL
 * @table: of a vCPU that records nothing meanwhile; or NULL
 * @slot: the reason's
 *
 * Any context.
 */
void kvm_vmexit_slowest_add(struct kvm_vmexit_slowest_sum *sum,
			    const struct kvm_vmexit_slowest_table *table,
			    unsigned int slot)
{
	if (!sum || !table ||
	    table->exit[slot].kernel <= sum->row[slot].exit.kernel)
		return;

	sum->row[slot].exit = table->exit[slot];
	set_row(&sum->row[slot], table);
}

/*
 * kvm_vmexit_slowest_merge() - the same of two sums
 * @sum: what becomes it; or NULL
 * @more: the other; or NULL
 * @slot: the reason's
 *
 * Any context.
 */
void kvm_vmexit_slowest_merge(struct kvm_vmexit_slowest_sum *sum,
			      const struct kvm_vmexit_slowest_sum *more,
			      unsigned int slot)
{
	if (sum && more &&
	    more->row[slot].exit.kernel > sum->row[slot].exit.kernel)
		sum->row[slot] = more->row[slot];
}

/* A vCPU's table, or NULL, begins anew.  The caller has stopped all CPUs. */
void kvm_vmexit_slowest_forget(struct kvm_vmexit_slowest_table *table)
{
	if (table)
		memset(table->exit, 0, sizeof(table->exit));
}
