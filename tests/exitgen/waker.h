/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Threads that end the halts of halt-wake, one per vCPU. Each wake-up is sent
 * only once KVM itself reports that the vCPU is blocked in that very halt, so
 * every HLT really blocks and none is woken twice. If one cannot be woken the
 * process ends with status 1, as that vCPU would sleep forever.
 */
#ifndef EXITGEN_WAKER_H
#define EXITGEN_WAKER_H

#include "crew.h"

/**
 * struct wakers - the threads for one round
 * @list: one per vCPU
 * @started: threads that exist
 */
struct wakers {
	struct waker *list;
	unsigned int started;
};

/* Before the vCPUs start. 0, or -1 after a message on stderr. */
int wakers_start(struct wakers *wakers, struct crew *crew);
/* After the vCPUs have ended; also where there are no wakers. */
void wakers_stop(struct wakers *wakers);

#endif /* EXITGEN_WAKER_H */
