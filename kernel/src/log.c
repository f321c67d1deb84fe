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

#include "exit_stats.h"
#include "log.h"
#include "reason.h"
#include "scope.h"

#define PERIOD (HZ / 10)

static void look(struct work_struct *work);
static DECLARE_DEFERRABLE_WORK(look_work, look);

/* Under kvm_exit_lock. */
static u64 interval;
static u64 multiples;

static u64 host_exits(const struct kvm_exit_copy *host)
{
	u64 exits = 0;
	unsigned int i;

	for (i = KVM_EXIT_NR_SLOT_OTHER; i < kvm_exit_nr_slots; i++)
		exits += host->slots[i].cell.exits;

	return exits;
}

static void log_summary(const struct kvm_exit_copy *host, u64 exits)
{
	unsigned int i;

	pr_info("%llu in all\n", exits);
	for (i = KVM_EXIT_NR_SLOT_OTHER; i < kvm_exit_nr_slots; i++) {
		if (!host->slots[i].cell.exits)
			continue;
		pr_info("%llu %s (%s)\n", host->slots[i].cell.exits,
			kvm_exit_reasons[i].name, kvm_exit_reasons[i].nr);
	}
}

static void look_locked(struct kvm_exit_copy *host)
{
	static const struct kvm_exit_scope host_scope;
	u64 exits, passed;

	if (!interval)
		return;

	kvm_exit_scope_add(&host_scope, host);
	exits = host_exits(host);
	passed = div64_u64(exits, interval);
	if (passed > multiples)
		log_summary(host, exits);
	multiples = passed;

	schedule_delayed_work(&look_work, PERIOD);
}

static void look(struct work_struct *work)
{
	struct kvm_exit_copy *host = kvm_exit_copy_alloc();

	if (!host) {	/* later, perhaps */
		schedule_delayed_work(&look_work, PERIOD);
		return;
	}

	mutex_lock(&kvm_exit_lock);
	look_locked(host);
	mutex_unlock(&kvm_exit_lock);

	kvfree(host);
}

u64 kvm_exit_log_interval(void)
{
	return READ_ONCE(interval);
}

void kvm_exit_log_set_interval(u64 exits)
{
	WRITE_ONCE(interval, exits);
	multiples = U64_MAX;
	if (exits)
		mod_delayed_work(system_wq, &look_work, 0);
}

void kvm_exit_log_exit(void)
{
	mutex_lock(&kvm_exit_lock);
	interval = 0;
	mutex_unlock(&kvm_exit_lock);
	cancel_delayed_work_sync(&look_work);
}
