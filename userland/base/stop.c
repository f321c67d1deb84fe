// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <signal.h>
#include <time.h>

#include "base/stop.h"

#define NS_PER_SEC	1000000000ULL

static volatile sig_atomic_t stopped;

static void on_signal(int signal)
{
	(void)signal;
	stopped = 1;
}

void stop_install(void)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	struct sigaction action = { .sa_handler = on_signal };

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		sigaction(signals[i], &action, NULL);
}

bool stop_requested(void)
{
	return stopped;
}

u64 now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * NS_PER_SEC + t.tv_nsec;
}

/*
 * A signal that comes between the check and the sleep would be noticed only
 * after it: sleep in pieces short enough for a person.
 */
bool sleep_until(u64 when_ns)
{
	const u64 piece = NS_PER_SEC / 5;

	for (;;) {
		u64 now = now_ns(), next = when_ns;
		struct timespec t;

		if (stopped)
			return false;
		if (now >= when_ns)
			return true;
		if (next - now > piece)
			next = now + piece;
		t.tv_sec = next / NS_PER_SEC;
		t.tv_nsec = next % NS_PER_SEC;
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
	}
}
