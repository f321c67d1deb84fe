// SPDX-License-Identifier: GPL-2.0-only
/* Waits until a vCPU blocks, lets it sleep as long as asked, and wakes it. */
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "vmm/blocked.h"
#include "waker.h"

/*
 * A vCPU that halts again at once is waited for without sleeping, so that no
 * timer is part of what --bench measures. The policy SCHED_IDLE keeps wakers
 * from disturbing busy vCPUs, and lets a vCPU that was woken run at once where
 * both share a CPU.
 */
#define YIELDS		1000
#define PAUSE_US	100

/**
 * struct waker - the thread that wakes one vCPU
 * @member: the vCPU and its thread
 * @entry: the halts of its program
 * @blocked: tells that it sleeps
 * @thread: this thread
 */
struct waker {
	struct member *member;
	struct guest_entry *entry;
	struct blocked blocked;
	pthread_t thread;
};

static void __attribute__((noreturn)) give_up(const struct waker *waker, const char *what, int err)
{
	fprintf(stderr, "exitgen: vCPU %u: %s: %s\n", waker->member->vcpu->id, what,
		err ? strerror(err) : "refused");
	exit(1);
}

static int in_halt(const struct waker *waker, uint64_t number)
{
	int state;

	if (__atomic_load_n(&waker->entry->progress, __ATOMIC_ACQUIRE) < number)
		return 0;
	state = blocked_now(&waker->blocked);
	if (state < 0)
		give_up(waker, "reading whether it is blocked", errno);
	return state;
}

/* 1 when the vCPU is in its @number-th halt, 0 when it never will be. */
static int wait_for_halt(const struct waker *waker, uint64_t number)
{
	unsigned int i;

	for (i = 0; !in_halt(waker, number); i++) {
		if (__atomic_load_n(&waker->member->ended, __ATOMIC_ACQUIRE))
			return 0;
		if (i < YIELDS)
			sched_yield();
		else
			usleep(PAUSE_US);
	}
	return 1;
}

static void wake(const struct waker *waker)
{
	int woken = vm_wake(waker->member->vcpu->vm, waker->member->vcpu->id);

	if (woken <= 0)
		give_up(waker, "waking it up by MSI", -woken);
}

static void *waker_main(void *argument)
{
	static const struct sched_param idle = { .sched_priority = 0 };
	const struct waker *waker = argument;
	const struct request *request = waker->member->crew->machine->request;
	uint64_t number;

	pthread_setschedparam(pthread_self(), SCHED_IDLE, &idle);
	for (number = 1; number <= waker->entry->count; number++) {
		if (!wait_for_halt(waker, number))
			break;
		sleep_ms(request->halt_ms);
		sleep_until(request->until);
		wake(waker);
	}
	return NULL;
}

static struct guest_entry *find_halts(const struct machine *machine, unsigned int vcpu)
{
	struct guest_entry *entry = machine_program(machine, vcpu);

	while (entry->op != GUEST_OP_hlt)
		entry++;
	return entry;
}

static int start_waker(struct waker *waker, struct crew *crew, unsigned int i)
{
	struct vcpu *vcpu = &crew->machine->vcpus[i];
	int err;

	waker->member = &crew->members[i];
	waker->entry = find_halts(crew->machine, i);
	if (blocked_open(&waker->blocked, vcpu) < 0) {
		fprintf(stderr, "exitgen: %s\n", vcpu->error.text);
		return -1;
	}

	err = pthread_create(&waker->thread, NULL, waker_main, waker);
	if (err) {
		blocked_close(&waker->blocked);
		fprintf(stderr, "exitgen: waker thread of vCPU %u: %s\n", i, strerror(err));
		return -1;
	}
	return 0;
}

int wakers_start(struct wakers *wakers, struct crew *crew)
{
	*wakers = (struct wakers) { .list = calloc(crew->active, sizeof(*wakers->list)) };
	if (!wakers->list) {
		fputs("exitgen: out of memory\n", stderr);
		return -1;
	}
	for (; wakers->started < crew->active; wakers->started++) {
		/* Wakers that already run end with the process. */
		if (start_waker(&wakers->list[wakers->started], crew, wakers->started) < 0)
			return -1;
	}
	return 0;
}

void wakers_stop(struct wakers *wakers)
{
	unsigned int i;

	for (i = 0; i < wakers->started; i++) {
		pthread_join(wakers->list[i].thread, NULL);
		blocked_close(&wakers->list[i].blocked);
	}
	free(wakers->list);
	wakers->started = 0;
	wakers->list = NULL;
}
