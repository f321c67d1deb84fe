/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that comes late: whoever touches a page of it first waits, as for a page that
 * is swapped out or still on the host that the VM is moved from (userfaultfd).
 */
#ifndef EXITGEN_WITHHOLD_H
#define EXITGEN_WITHHOLD_H

#include <pthread.h>
#include <stdint.h>

#include "vmm/vmm.h"

/**
 * struct withhold - the memory and who hands it out
 * @fd: where first touches are reported, -1 if there is none
 * @ms: how long each takes
 * @thread: answers them, one after the other
 */
struct withhold {
	int fd;
	unsigned int ms;
	pthread_t thread;
};

/*
 * From now on pages of @memory, which nobody has touched, come @ms milliseconds late.
 * 0, or a negative errno and @error.
 */
int withhold_start(struct withhold *withhold, void *memory, uint64_t size, unsigned int ms,
		   struct vm_error *error);
void withhold_stop(struct withhold *withhold);

#endif /* EXITGEN_WITHHOLD_H */
