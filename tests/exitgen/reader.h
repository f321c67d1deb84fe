/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Threads that read the binary statistics of all vCPUs, one after the other and again
 * and again, while the guests run, and look whether each read is of one moment.
 */
#ifndef EXITGEN_READER_H
#define EXITGEN_READER_H

#include "machine.h"

/**
 * struct readers - the threads for one round
 * @machine: whose vCPUs
 * @list: the threads'
 * @started: threads that exist
 * @stop: they end
 */
struct readers {
	const struct machine *machine;
	struct reader *list;
	unsigned int started;
	int stop;
};

/*
 * Start as many as @machine's request wants; 0, or -1 after a message on stderr. Those
 * that already run end with the process.
 */
int readers_start(struct readers *readers, const struct machine *machine);
/* Also where there are none. Prints what they have found. */
void readers_stop(struct readers *readers);

#endif /* EXITGEN_READER_H */
