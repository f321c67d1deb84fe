/* SPDX-License-Identifier: GPL-2.0-only */
/* How a sum is printed for programs, as kernel/src/show.c does. */
#ifndef BPF_ROWS_H
#define BPF_ROWS_H

#include <stdio.h>
#include "load.h"

enum {
	BPF_ROWS_ALL = 1,	/* of each reason that has a name, not only those that happened */
	BPF_ROWS_RUNNING = 2,
	BPF_ROWS_ENDED = 4,	/* a column behind since */
};

struct bpf_rows {
	const struct bpf_exits *exits;
	FILE *out;
	unsigned int which;
};

/* The header line, with these columns before all others, each with its tab. */
void bpf_rows_exits_header(const struct bpf_rows *rows, const char *columns);
void bpf_rows_hist_header(const struct bpf_rows *rows, const char *columns);
void bpf_rows_causes_header(const struct bpf_rows *rows, const char *columns);

/* The rows of a sum, each behind the prefix. */
void bpf_rows_exits(const struct bpf_rows *rows, const char *prefix, struct bpf_sum *sum);
void bpf_rows_hist(const struct bpf_rows *rows, const char *prefix, struct bpf_sum *sum);
void bpf_rows_causes(const struct bpf_rows *rows, const char *prefix, struct bpf_sum *sum);

#endif
