// SPDX-License-Identifier: GPL-2.0-only
#include <time.h>

#include "sources/stamp.h"

static u64 clock_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

void stamp(struct sample *s)
{
	s->boot_ns = clock_ns(CLOCK_BOOTTIME);
	s->wall_ns = clock_ns(CLOCK_REALTIME);
}
