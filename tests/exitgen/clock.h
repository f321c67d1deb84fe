/* SPDX-License-Identifier: GPL-2.0-only */
/* Sleeping. */
#ifndef EXITGEN_CLOCK_H
#define EXITGEN_CLOCK_H

#include <errno.h>
#include <time.h>
#include <unistd.h>

/* No sleep at all for 0: nanosleep() would take the timer slack, 50 us. */
static inline void sleep_ms(unsigned int ms)
{
	struct timespec left = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	while (ms && nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

/* Until there is @file; not at all for NULL. */
static inline void sleep_until(const char *file)
{
	while (file && access(file, F_OK))
		sleep_ms(10);
}

#endif /* EXITGEN_CLOCK_H */
