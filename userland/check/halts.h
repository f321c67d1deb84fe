/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_HALTS_H
#define KVM_EXITSTAT_HALTS_H

#include <pthread.h>

#include "check/subject.h"
#include "vmm/blocked.h"

/*
 * A thread that ends the halts of vCPU 0, each of them some time after KVM itself has
 * said that the vCPU is blocked in it. If it cannot, the program ends, as the vCPU would
 * sleep for ever.
 */
struct halts {
	struct subject *subject;
	u64 count, sleep_ns;
	u64 slept;		/* cycles from where it was blocked to where it was woken, in all */
	struct blocked blocked;
	pthread_t thread;
};

/* Before the pass, whose first step is @count times HLT. */
int halts_start(struct halts *h, struct subject *s, u64 count, u64 sleep_ns, struct failure *f);
/* After it. */
void halts_stop(struct halts *h);

#endif
