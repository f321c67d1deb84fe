// SPDX-License-Identifier: GPL-2.0-only
/*
 * bpf-peer DETAIL STATE: records exits by BPF until SIGINT or SIGTERM, for the bench and
 * the tests. Says "attached" when it does, and at the end, of each reason that has
 * happened, cell, exits, closed, ns, max ns and the sum of its histogram, tab-separated.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include "load.h"

static const char *const details[] = { "counts", "time", "hist" };
static const char *const states[] = { "cpu", "task", "hash", "array" };

/* index_of: -1 if it is none of them */
static int index_of(const char *text, const char *const *names, int n)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(text, names[i]))
			return i;
	return -1;
}

static bool print_all(struct exits *exits)
{
	for (unsigned int i = 0; i < BPF_EXITS_CELLS; i++) {
		struct bpf_exits_cell cell;
		unsigned long long in_hist = 0;

		if (!bpf_exits_read(exits, i, &cell)) {
			fprintf(stderr, "bpf-peer: cannot read the map: %s\n", strerror(errno));
			return false;
		}
		for (int bucket = 0; bucket < BPF_EXITS_BUCKETS; bucket++)
			in_hist += cell.hist[bucket];
		if (cell.exits)
			printf("%#x\t%llu\t%llu\t%llu\t%llu\t%llu\n", i, cell.exits, cell.closed,
			       cell.ns, cell.max_ns, in_hist);
	}
	return true;
}

int main(int argc, char **argv)
{
	int detail = argc == 3 ? index_of(argv[1], details, 3) : -1;
	int state = argc == 3 ? index_of(argv[2], states, 4) : -1;
	struct exits *exits;
	bool printed;
	char why[256];
	sigset_t ends;
	int signal;

	if (detail < 0 || state < 0) {
		fprintf(stderr, "Usage: bpf-peer counts|time|hist cpu|task|hash|array\n");
		return 2;
	}
	sigemptyset(&ends);
	sigaddset(&ends, SIGINT);
	sigaddset(&ends, SIGTERM);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	exits = bpf_exits_open(detail, state, why, sizeof(why));
	if (!exits) {
		fprintf(stderr, "bpf-peer: %s\n", why);
		return 1;
	}
	printf("attached\n");
	fflush(stdout);
	sigwait(&ends, &signal);
	printed = print_all(exits);
	bpf_exits_close(exits);
	return printed ? 0 : 1;
}
