/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * kvm-exitstat-bpf.so, by which the reader counts exits where KVM is not patched. It needs
 * libbpf, so the reader loads it with dlopen() where it is asked for, and needs libc only.
 */
#ifndef KVM_EXITSTAT_PLUGIN_H
#define KVM_EXITSTAT_PLUGIN_H

#include <stddef.h>

#define KVM_EXITSTAT_PLUGIN_ABI	2

struct kvm_exitstat_plugin {
	unsigned int abi;	/* KVM_EXITSTAT_PLUGIN_ABI; another one is not to be used */
	/*
	 * Loads and attaches the BPF programs, which count from then on, in as much detail as
	 * this word says: "counts", "time", "full" or "causes", as the file "detail" has it
	 * then. NULL with one line in @why, of @size bytes, that says what to do.
	 */
	void *(*open)(const char *detail, char *why, size_t size);

	/*
	 * A descriptor with the text of a file of the host's directory in debugfs, as it is
	 * now; it is closed at exec and stands at its begin. There are "format", "isa",
	 * "tsc_khz", "now", "enabled", "detail", "exits", "cpus", "all", "departed", "hist",
	 * "all_hist", "causes", "all_causes" and "vm/NAME/" with "exits", "vcpus", "hist" and
	 * "causes"; and "vm", a line for each living VM's NAME. A column of which BPF knows
	 * nothing is not in the header. -1 with errno: ENOENT for any other file, or a VM that
	 * has gone.
	 */
	int (*open_file)(void *source, const char *file);

	/* What an exit takes more, in this detail: "at some 500 instructions an exit". */
	const char *(*cost)(void *source);

	/* Nothing is attached any more; nor after the process has ended, however it did. */
	void (*close)(void *source);
};

/* The one symbol that it exports, and its type. */
#define KVM_EXITSTAT_PLUGIN_SYMBOL	"kvm_exitstat_plugin"
typedef const struct kvm_exitstat_plugin *kvm_exitstat_plugin_function(void);

#endif
