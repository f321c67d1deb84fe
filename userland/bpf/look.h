/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which VMs and vCPUs there are, as of one moment. Places are taken while a file is made: what
 * looked twice would find a VM in both its lists, or in none.
 */
#ifndef BPF_LOOK_H
#define BPF_LOOK_H

#include "load.h"

struct bpf_look {
	const struct bpf_exits_vcpu **places;	/* by their VMs, then by their ids */
	size_t n;
	/* VMs that were there before the programs, none of whose vCPUs has a place: all they have
	 * is zero. Any other VM is counted since its first exit, and is not there before that. */
	struct bpf_names idle;
};

/* 0, or -1 with errno. The caller has the exits' lock until bpf_look_free(). */
int bpf_look(const struct bpf_exits *exits, struct bpf_look *look);
void bpf_look_free(struct bpf_look *look);

/* Where the places of the VM after that of @i begin; look->n: there is none. */
size_t bpf_look_next(const struct bpf_look *look, size_t i);

/* The first place of the VM with this name; look->n: none of it has one. */
size_t bpf_look_for(const struct bpf_look *look, const char *vm);

#endif
