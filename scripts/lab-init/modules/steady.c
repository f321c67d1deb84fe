// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keeps the static key of the preempt notifiers on for as long as the lab runs.
 *
 * KVM switches it on with the first VM and off with the last, and so patches the
 * scheduler while another CPU runs it.  QEMU 7.2 with a thread per CPU may keep
 * the breakpoint of such a patch in a translation that it made meanwhile, and the
 * lab's kernel dies of it: once in some 900 VMs.
 */
#include <linux/module.h>
#include <linux/preempt.h>

static int __init steady_init(void)
{
	preempt_notifier_inc();
	return 0;
}
module_init(steady_init);

MODULE_DESCRIPTION("Keep the lab's scheduler unpatched");
MODULE_LICENSE("GPL");
