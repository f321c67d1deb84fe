// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "check/halts.h"

#define PAUSE_US	50

static void wait_for_halt(const struct halts *h, u64 number)
{
	const struct guest_entry *entry = subject_entry(h->subject, 0, 0);
	int state;

	while (__atomic_load_n(&entry->progress, __ATOMIC_ACQUIRE) < number ||
	       !(state = blocked_now(&h->blocked)))
		usleep(PAUSE_US);
	if (state < 0)
		die(STATUS_FAILED, "reading whether a vCPU is blocked: %s", strerror(errno));
}

static void *end_halts(void *argument)
{
	struct halts *h = argument;
	int woken;

	for (u64 number = 1; number <= h->count; number++) {
		wait_for_halt(h, number);
		if (h->sleep_ns)
			h->slept += sleep_cycles(h->sleep_ns);
		woken = vm_wake(&h->subject->vm, 0);
		if (woken <= 0)
			die(STATUS_FAILED, "waking a vCPU by MSI: %s",
			    woken ? strerror(-woken) : "refused");
	}
	return NULL;
}

int halts_start(struct halts *h, struct subject *s, u64 count, u64 sleep_ns, struct failure *f)
{
	struct vcpu *v = &s->vcpus[0];
	int err;

	*h = (struct halts) { .subject = s, .count = count, .sleep_ns = sleep_ns };
	if (blocked_open(&h->blocked, v))
		return fail(f, "%s", v->error.text);
	/* What an earlier program has left there is no halt of this one. */
	subject_entry(s, 0, 0)->progress = 0;
	err = pthread_create(&h->thread, NULL, end_halts, h);
	if (!err)
		return 0;
	blocked_close(&h->blocked);
	return fail(f, "a thread: %s", strerror(err));
}

void halts_stop(struct halts *h)
{
	pthread_join(h->thread, NULL);
	blocked_close(&h->blocked);
}
