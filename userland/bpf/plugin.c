// SPDX-License-Identifier: GPL-2.0-only
/* The one symbol of the plugin. */
#include <stdio.h>
#include <string.h>
#include "files.h"
#include "plugin.h"

static void *plugin_open(const char *detail, char *why, size_t size)
{
	for (unsigned int i = BPF_EXITS_COUNTS; i <= BPF_EXITS_WITH_CAUSES; i++)
		if (!strcmp(detail, bpf_exits_details[i]))
			return bpf_exits_open(i, BPF_EXITS_STATE_CPU, why, size);
	snprintf(why, size, "BPF has no detail '%.20s'", detail);
	return NULL;
}

/* Of a CPUID exit on SVM, by the lab's clock of instructions: tests/bench. */
static const char *plugin_cost(void *source)
{
	static const char *const costs[] = {
		[BPF_EXITS_COUNTS] = "at some 230 instructions an exit",
		[BPF_EXITS_TIME] = "at some 600 instructions an exit",
		[BPF_EXITS_FULL] = "at some 670 instructions an exit",
		[BPF_EXITS_WITH_CAUSES] = "at some 920 instructions an exit",
	};
	const struct bpf_exits *exits = source;

	return costs[exits->detail];
}

static int plugin_open_file(void *source, const char *file)
{
	return bpf_exits_open_file(source, file);
}

static void plugin_close(void *source)
{
	bpf_exits_close(source);
}

static const struct kvm_exitstat_plugin plugin = {
	.abi = KVM_EXITSTAT_PLUGIN_ABI,
	.open = plugin_open,
	.open_file = plugin_open_file,
	.cost = plugin_cost,
	.close = plugin_close,
};

kvm_exitstat_plugin_function kvm_exitstat_plugin;

__attribute__((visibility("default"))) const struct kvm_exitstat_plugin *kvm_exitstat_plugin(void)
{
	return &plugin;
}
