/* SPDX-License-Identifier: GPL-2.0-only */
/* Loads the BPF programs of exits.bpf.c and reads what they have recorded. */
#ifndef BPF_LOAD_H
#define BPF_LOAD_H

#include <stdbool.h>
#include "exits.h"

struct exits;

/* Loads and attaches them, for the vendor whose module is loaded. NULL with one line in
 * why, of size bytes, that says what to do. Ended by bpf_exits_close(), or with the process,
 * whichever way it ends. */
struct exits *bpf_exits_open(enum bpf_exits_detail detail, enum bpf_exits_state state,
			     char *why, size_t size);

void bpf_exits_close(struct exits *exits);

/* The sum of all CPUs of a cell, 0 to BPF_EXITS_CELLS - 1; false with errno if it cannot be
 * read. An exit that happens meanwhile is in it or not. */
bool bpf_exits_read(struct exits *exits, unsigned int cell, struct bpf_exits_cell *sum);

#endif
