/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The one function of the kernel that a module for tests probes, by its parameter.
 */
#ifndef LAB_PROBE_H
#define LAB_PROBE_H

#include <linux/kprobes.h>
#include <linux/module.h>

static char *function;
module_param(function, charp, 0400);
MODULE_PARM_DESC(function, "name of the function");

static struct kprobe probe;

/* Returns 0 or an error: -EINVAL without a name, that of the kernel for a wrong one. */
static int register_probe(kprobe_pre_handler_t handler)
{
	if (!function)
		return -EINVAL;
	probe.symbol_name = function;
	probe.pre_handler = handler;
	return register_kprobe(&probe);
}

static void unregister_probe(void)
{
	unregister_kprobe(&probe);
}

#endif /* LAB_PROBE_H */
