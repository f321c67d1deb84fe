// SPDX-License-Identifier: GPL-2.0-only
/*
 * Holds whoever calls a function of the kernel, before its first instruction, for
 * tests.  The caller sleeps, in its own context and with whatever it has locked, until
 * all are released or its time is over; then the function runs as called.
 *
 *	modprobe hold function=kvm_vmexit_show_rows after=3 times=1 ms=60000
 *	cat /sys/module/hold/parameters/held		so many are held now
 *	echo 1 > /sys/module/hold/parameters/release	nobody is any more
 *
 *	modprobe hold function=xa_erase caller=kvm_destroy_vcpus ms=30
 *	cat /sys/module/hold/parameters/seen		so many have been
 *
 * For functions that may sleep and have at most six arguments.
 */
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/kallsyms.h>
#include <linux/rcupdate.h>
#include <linux/wait.h>

#include "probe.h"

static char *caller;
module_param(caller, charp, 0400);
MODULE_PARM_DESC(caller, "hold only calls from this one (default any)");

static unsigned int after;
module_param(after, uint, 0400);
MODULE_PARM_DESC(after, "let so many calls pass (default 0)");

static unsigned int times;
module_param(times, uint, 0400);
MODULE_PARM_DESC(times, "hold so many calls (default 0: all)");

static unsigned int ms = 30;
module_param(ms, uint, 0400);
MODULE_PARM_DESC(ms, "for at most so many milliseconds each (default 30)");

static atomic_t calls, held, seen;
module_param_named(held, held.counter, int, 0400);
module_param_named(seen, seen.counter, int, 0400);
MODULE_PARM_DESC(held, "calls that are held now");
MODULE_PARM_DESC(seen, "calls that have been held so far");

static DECLARE_WAIT_QUEUE_HEAD(released);
static bool release;

static int set_release(const char *value, const struct kernel_param *kp)
{
	int r = param_set_bool(value, kp);

	wake_up_all(&released);
	return r;
}

static const struct kernel_param_ops release_ops = {
	.set = set_release,
	.get = param_get_bool,
};
module_param_cb(release, &release_ops, &release, 0600);
MODULE_PARM_DESC(release, "hold nobody any more");

typedef long (*any_function)(long a, long b, long c, long d, long e, long f);

/* Calls that are on their way through hold(), which cannot be unloaded then. */
static atomic_t inside;

/* What the probed function's callers call. */
static long hold(long a, long b, long c, long d, long e, long f)
{
	long r;

	atomic_inc(&seen);
	atomic_inc(&held);
	wait_event_idle_timeout(released, READ_ONCE(release), msecs_to_jiffies(ms));
	atomic_dec(&held);
	r = ((any_function)probe.addr)(a, b, c, d, e, f);
	atomic_dec(&inside);

	return r;
}

static bool from_caller(unsigned long address)
{
	char symbol[KSYM_SYMBOL_LEN];
	size_t len;

	if (!caller)
		return true;

	/* "name", or "name [module]" */
	sprint_symbol_no_offset(symbol, address);
	len = strlen(caller);
	return !strncmp(symbol, caller, len) && (!symbol[len] || symbol[len] == ' ');
}

static int redirect(struct kprobe *p, struct pt_regs *regs)
{
	unsigned long from = *(unsigned long *)kernel_stack_pointer(regs);
	unsigned int call;

	if (READ_ONCE(release) || within_module(from, THIS_MODULE) || !from_caller(from))
		return 0;
	call = atomic_inc_return(&calls);
	if (call <= after || (times && call > after + times))
		return 0;

	atomic_inc(&inside);
	instruction_pointer_set(regs, (unsigned long)hold);
	return 1;
}

/* With one, the probe is not made a jump, which would not heed what redirect() says. */
static void not_optimized(struct kprobe *p, struct pt_regs *regs, unsigned long flags)
{
}

static int __init hold_init(void)
{
	probe.post_handler = not_optimized;
	return register_probe(redirect);
}
module_init(hold_init);

static void __exit hold_exit(void)
{
	unregister_probe();
	WRITE_ONCE(release, true);
	wake_up_all(&released);
	while (atomic_read(&inside))
		msleep(20);
	/* Whoever came last may still be about to return from hold(). */
	synchronize_rcu_tasks();
}
module_exit(hold_exit);

MODULE_DESCRIPTION("Hold whoever calls a function");
MODULE_LICENSE("GPL");
