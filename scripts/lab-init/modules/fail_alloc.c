// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes an allocating function of the kernel fail, for tests: it returns NULL, or the
 * error that is asked for, at once, and nothing is allocated.
 *
 *	modprobe fail_alloc function=kvm_vmexit_slots_alloc after=2
 *	modprobe fail_alloc function=kvm_vmexit_cpus_alloc error=-12
 *	cat /sys/module/fail_alloc/parameters/failed
 */
#include <linux/atomic.h>

#include "probe.h"

static unsigned int after;
module_param(after, uint, 0400);
MODULE_PARM_DESC(after, "let so many calls succeed (default 0)");

static int error;
module_param(error, int, 0400);
MODULE_PARM_DESC(error, "what the function returns (default 0, NULL)");

static unsigned int failed;
module_param(failed, uint, 0400);
MODULE_PARM_DESC(failed, "calls that have failed so far");

static atomic_t calls;

/* In place of the function: it returns what is in the register for that. */
static noinline notrace void nothing(void)
{
	barrier();
}

static int fail(struct kprobe *probe, struct pt_regs *regs)
{
	if (atomic_inc_return(&calls) <= after)
		return 0;

	regs_set_return_value(regs, error);
	instruction_pointer_set(regs, (unsigned long)nothing);
	failed++;
	return 1;
}

static int __init fail_alloc_init(void)
{
	return register_probe(fail);
}
module_init(fail_alloc_init);

static void __exit fail_alloc_exit(void)
{
	unregister_probe();
}
module_exit(fail_alloc_exit);

MODULE_DESCRIPTION("Make an allocation fail");
MODULE_LICENSE("GPL");
