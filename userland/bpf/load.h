/* SPDX-License-Identifier: GPL-2.0-only */
/* Loads the BPF programs of exits.bpf.c, and takes care of their maps as long as they run. */
#ifndef BPF_LOAD_H
#define BPF_LOAD_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include "names.h"
#include "reasons.h"
#include "sum.h"

#define BPF_EXITS_DEPARTED 16

struct exits;
struct ring_buffer;

struct bpf_exits {
	struct exits *skeleton;
	struct ring_buffer *ring;
	struct bpf_reasons reasons;
	enum bpf_exits_detail detail;
	unsigned int tsc_khz;
	bool has_halted, has_sched;	/* which phases are told apart; all but halted by the second */
	unsigned long long since;	/* CLOCK_BOOTTIME, ns */

	char *places;			/* mapped; see bpf_exits_place() */
	size_t place_bytes;
	unsigned int nr_places;

	/* A thread frees the places of VMs that have ended, whether anybody reads or not. */
	pthread_t thread;
	int stop;			/* an eventfd that ends it */
	pthread_mutex_t lock;		/* places that have ended, and all below */
	struct bpf_sum *departed[BPF_EXITS_DEPARTED];	/* oldest first */
	unsigned int nr_departed;
	struct bpf_sum *older;
	struct bpf_names before;	/* VMs that were there when it was opened, and are */
};

/* The words for how much is recorded, by enum bpf_exits_detail. */
extern const char *const bpf_exits_details[4];

/* Loads and attaches them, for the vendor whose module is loaded. NULL with one line in
 * why, of size bytes, that says what to do. Ended by bpf_exits_close(), or with the process,
 * whichever way it ends. */
struct bpf_exits *bpf_exits_open(enum bpf_exits_detail detail, enum bpf_exits_state state,
				 char *why, size_t size);
void bpf_exits_close(struct bpf_exits *exits);

#endif
