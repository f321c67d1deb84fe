// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes an allocating function of the kernel fail, for tests: what it has
 * allocated is freed again and its caller gets NULL.
 *
 *	modprobe fail_alloc function=kvm_exit_vcpu_alloc after=2
 *	cat /sys/module/fail_alloc/parameters/failed
 */
#include <linux/atomic.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/slab.h>

static char *function;
module_param(function, charp, 0400);
MODULE_PARM_DESC(function, "name of a function that returns memory from kmalloc()");

static unsigned int after;
module_param(after, uint, 0400);
MODULE_PARM_DESC(after, "let so many calls succeed (default 0)");

static unsigned int failed;
module_param(failed, uint, 0400);
MODULE_PARM_DESC(failed, "calls that have failed so far");

static atomic_t calls;

static int fail(struct kretprobe_instance *instance, struct pt_regs *regs)
{
	void *memory = (void *)regs_return_value(regs);

	if (atomic_inc_return(&calls) <= after)
		return 0;

	kfree(memory);
	regs_set_return_value(regs, 0);
	failed++;
	return 0;
}

static struct kretprobe probe = {
	.handler = fail,
	.maxactive = 64,
};

static int __init fail_alloc_init(void)
{
	if (!function)
		return -EINVAL;
	probe.kp.symbol_name = function;
	return register_kretprobe(&probe);
}
module_init(fail_alloc_init);

static void __exit fail_alloc_exit(void)
{
	unregister_kretprobe(&probe);
}
module_exit(fail_alloc_exit);

MODULE_DESCRIPTION("Make an allocation fail");
MODULE_LICENSE("GPL");
