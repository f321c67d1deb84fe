/* SPDX-License-Identifier: GPL-2.0-only */
/* What KVM calls its VMs in its own directory of debugfs, which they have from their begin. */
#ifndef BPF_NAMES_H
#define BPF_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#define BPF_NAME 48

struct bpf_names {
	char (*name)[BPF_NAME];
	size_t n;
};

/* Those that there are now: none, where debugfs is not mounted. */
void bpf_names_read(struct bpf_names *names);
void bpf_names_free(struct bpf_names *names);
bool bpf_names_has(const struct bpf_names *names, const char *name);
void bpf_names_drop(struct bpf_names *names, const char *name);

#endif
