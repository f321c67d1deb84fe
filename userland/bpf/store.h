/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the maps have, and what VMs that have ended had. The caller has the lock of what is
 * read; a VM is in exactly one of the two.
 */
#ifndef BPF_STORE_H
#define BPF_STORE_H

#include "load.h"

/* Place @nr, 1 to exits->nr_places - 1. */
struct bpf_exits_vcpu *bpf_exits_place(const struct bpf_exits *exits, unsigned int nr);

/* Whether it is a vCPU's whose VM has not been taken down; it may have ended itself. */
bool bpf_exits_is_used(const struct bpf_exits_vcpu *place);

/* What its VM is called. */
void bpf_exits_name(const struct bpf_exits_vcpu *place, char name[BPF_NAME]);

/* What a vCPU has now, with what is in progress. Since it is known; since all began, if its VM
 * was there before. */
void bpf_exits_read_vcpu(const struct bpf_exits *exits, const struct bpf_exits_vcpu *place,
			 struct bpf_sum *sum);

/* Since when the VM is counted that bpf_exits_read_vcpu() has named. */
unsigned long long bpf_exits_since(const struct bpf_exits *exits,
				   const struct bpf_exits_vcpu *place, const char *name);

/* What a physical CPU has. False with errno if the map cannot be read. */
bool bpf_exits_read_cpus(const struct bpf_exits *exits, struct bpf_exits_cpu *cpus);

/* All that have ended, and vCPUs for which there was no place, less exits->departed. */
void bpf_exits_read_older(const struct bpf_exits *exits, struct bpf_sum *sum);

/* Lets VMs whose vCPUs have all ended join exits->departed, and frees their places. */
void bpf_exits_fold(struct bpf_exits *exits);

#endif
