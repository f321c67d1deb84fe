/* SPDX-License-Identifier: GPL-2.0-only */
/* Copies of what BPF has recorded, in TSC cycles, and their sums. */
#ifndef BPF_SUM_H
#define BPF_SUM_H

#include <stdbool.h>
#include <stddef.h>
#include "exits.h"
#include "names.h"

struct bpf_sum {
	char name[BPF_NAME];		/* the VM's */
	unsigned long long since;	/* CLOCK_BOOTTIME, ns */
	unsigned long long ended;	/* 0: not yet */
	unsigned long long running;	/* in the guest, and not ended by an exit yet */
	struct bpf_exits_slot slots[BPF_EXITS_SLOTS];
	struct bpf_exits_cause *causes;	/* in the order of their keys, each once, if folded */
	size_t nr_causes, room;
	bool folded;
};

void bpf_sum_clear(struct bpf_sum *sum);
void bpf_sum_free(struct bpf_sum *sum);

/* A cause more; without memory it is one of those that have no row. */
void bpf_sum_add_cause(struct bpf_sum *sum, const struct bpf_exits_cause *cause);

/* All of @part but its name and times. */
void bpf_sum_add(struct bpf_sum *sum, const struct bpf_sum *part);

/* One row for each key, the first @most of those with most exits; the others have none. */
void bpf_sum_fold(struct bpf_sum *sum, size_t most);

#endif
