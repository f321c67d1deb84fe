// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes calls of a function of the kernel take longer, for tests: before it the caller
 * works, and does not sleep.
 *
 *	modprobe burn function=kvm_emulate_cpuid ms=300 times=1
 *	cat /sys/module/burn/parameters/burned
 */
#include <linux/atomic.h>
#include <asm/tsc.h>

#include "probe.h"

static unsigned int ms = 300;
module_param(ms, uint, 0400);
MODULE_PARM_DESC(ms, "how much longer, in milliseconds (default 300)");

static unsigned int times = 1;
module_param(times, uint, 0400);
MODULE_PARM_DESC(times, "how many calls (default 1)");

static atomic_t calls;
module_param_named(burned, calls.counter, int, 0400);
MODULE_PARM_DESC(burned, "calls so far");

/* Not a cycle less, as mdelay() may take. */
static void work(void)
{
	u64 begin = rdtsc_ordered(), cycles = (u64)ms * tsc_khz;

	while (rdtsc_ordered() - begin < cycles)
		cpu_relax();
}

/* Interrupts stay off, as in every probe: lockdep takes it for an NMI. */
static int burn(struct kprobe *probe, struct pt_regs *regs)
{
	if (atomic_inc_return(&calls) <= times)
		work();
	return 0;
}

static int __init burn_init(void)
{
	return register_probe(burn);
}
module_init(burn_init);

static void __exit burn_exit(void)
{
	unregister_probe();
}
module_exit(burn_exit);

MODULE_DESCRIPTION("Make a function take longer");
MODULE_LICENSE("GPL");
