// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: a summary in the kernel log every so many exits
 *
 * A work item looks ten times a second whether the host's exits have passed
 * another multiple of the interval; the exit path knows nothing of it.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": exits: " fmt

#include <linux/math64.h>
#include <linux/slab.h>
#include <linux/workqueue.h>

#include "log.h"
#include "read.h"
#include "reason.h"

#define PERIOD (HZ / 10)

static void look(struct work_struct *work);
static DECLARE_DEFERRABLE_WORK(look_work, look);

/* Written only while no look is under way. */
static u64 interval;
static u64 multiples;

static u64 host_exits(const struct kvm_vmexit_copy *host)
{
	u64 exits = 0;
	unsigned int i;

	for (i = KVM_VMEXIT_SLOT_OTHER; i < kvm_vmexit_nr_slots; i++)
		exits += host->slots[i].cell.exits;

	return exits;
}

/*
 * Nothing is held: a console may be slow.  Not inlined, so that a probe
 * can hold it.
 */
noinline void kvm_vmexit_log_summary(const struct kvm_vmexit_copy *host,
				     u64 exits)
{
	unsigned int i;

	pr_info("%llu in all\n", exits);
	for (i = KVM_VMEXIT_SLOT_OTHER; i < kvm_vmexit_nr_slots; i++) {
		if (!host->slots[i].cell.exits)
			continue;
		pr_info("%llu %s (%s)\n", host->slots[i].cell.exits,
			kvm_vmexit_reasons[i].name, kvm_vmexit_reasons[i].nr);
	}
}

static void look_at(const struct kvm_vmexit_copy *host)
{
	u64 exits = host_exits(host);
	u64 passed = div64_u64(exits, interval);

	if (passed > multiples)
		kvm_vmexit_log_summary(host, exits);
	multiples = passed;
}

/* Without memory, later perhaps. */
static void look(struct work_struct *work)
{
	struct kvm_vmexit_copy *host = kvm_vmexit_copy_alloc();
	int r = -ENOMEM;

	if (host) {
		down_read(&kvm_vmexit_reading);
		r = kvm_vmexit_host_read(host);
		up_read(&kvm_vmexit_reading);
	}
	if (!r)
		look_at(host);
	kvfree(host);

	schedule_delayed_work(&look_work, PERIOD);
}

u64 kvm_vmexit_log_interval(void)
{
	return READ_ONCE(interval);
}

/* One at a time; may sleep, until a look that is under way is over. */
void kvm_vmexit_log_set_interval(u64 exits)
{
	cancel_delayed_work_sync(&look_work);
	WRITE_ONCE(interval, exits);
	multiples = U64_MAX;
	if (exits)
		schedule_delayed_work(&look_work, 0);
}

void kvm_vmexit_log_exit(void)
{
	kvm_vmexit_log_set_interval(0);
}
