// SPDX-License-Identifier: GPL-2.0-only
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

#include "check/steal.h"
#include "vmm/ticks.h"

#define BUSY_MS		500		/* each of the two */
#define TRIAL		2000		/* exits, to know how long one takes */
#define TRIALS		5
#define MOST_EXITS	50000000ULL
#define SLACK_MS	25
#define BUSY_STEPS	3		/* a clock reading, exits, a clock reading */

/*
 * One vCPU and its thread. What that waits right outside of KVM_RUN is part of @delayed_ns
 * and no steal; it is no more than @outside, cycles around the guest's own.
 */
struct busy {
	struct subject *subject;
	unsigned int vcpu;
	struct step steps[BUSY_STEPS];
	pthread_barrier_t *begin;
	u64 delayed_ns;
	u64 outside;
	int result;
	struct failure failure;
	pthread_t thread;
};

/* What this thread has waited for a CPU so far, in ns; -1 if the kernel does not tell. */
static s64 run_delay(void)
{
	FILE *file = fopen("/proc/thread-self/schedstat", "re");
	s64 delay;

	if (!file)
		return -1;
	if (fscanf(file, "%*u %lld", &delay) != 1)
		delay = -1;
	fclose(file);
	return delay;
}

static void *keep_busy(void *argument)
{
	struct busy *b = argument;
	s64 before;
	u64 begin;

	pthread_barrier_wait(b->begin);
	begin = ticks_now();
	before = run_delay();
	b->result = subject_pass(b->subject, b->vcpu, b->steps, BUSY_STEPS, NULL, &b->failure);
	b->delayed_ns = run_delay() - before;
	b->outside = subject_stamp(b->subject, b->vcpu, 0) - begin +
		     ticks_now() - subject_stamp(b->subject, b->vcpu, BUSY_STEPS - 1);
	return NULL;
}

/* The CPU that this thread runs on, and nothing else is asked for. */
static void one_cpu(pthread_attr_t *attr)
{
	cpu_set_t cpus;

	pthread_attr_init(attr);
	if (this_cpu(&cpus))
		pthread_attr_setaffinity_np(attr, sizeof(cpus), &cpus);
}

static int run_both(struct busy busy[SUBJECT_VCPUS], struct failure *f)
{
	pthread_barrier_t begin;
	pthread_attr_t attr;
	int err;

	pthread_barrier_init(&begin, NULL, SUBJECT_VCPUS);
	one_cpu(&attr);
	for (int i = 0; i < SUBJECT_VCPUS; i++) {
		busy[i].begin = &begin;
		err = pthread_create(&busy[i].thread, &attr, keep_busy, &busy[i]);
		/* The first one waits for the second. */
		if (err)
			die(STATUS_FAILED, "a thread: %s", strerror(err));
	}
	for (int i = 0; i < SUBJECT_VCPUS; i++)
		pthread_join(busy[i].thread, NULL);
	pthread_attr_destroy(&attr);
	pthread_barrier_destroy(&begin);
	for (int i = 0; i < SUBJECT_VCPUS; i++)
		if (busy[i].result)
			return fail(f, "%s", busy[i].failure.text);
	return 0;
}

/* How many exits a vCPU is busy with for so long, where nothing holds it up. */
static int exits_for(struct check *c, u64 cycles, u64 *exits, struct failure *f)
{
	static const struct step steps[] = {
		{ GUEST_OP_stamp, 1, 0 }, { GUEST_OP_cpuid, TRIAL, 0 }, { GUEST_OP_stamp, 1, 0 },
	};
	u64 took, least = UINT64_MAX;

	for (int i = 0; i < TRIALS; i++) {
		if (subject_pass(&c->subject, 0, steps, ARRAY_SIZE(steps), NULL, f))
			return -1;
		took = subject_stamp(&c->subject, 0, 2) - subject_stamp(&c->subject, 0, 0);
		if (took < least)
			least = took;
	}
	*exits = TRIAL * cycles / (least ? least : 1) + 1;
	if (*exits > MOST_EXITS)
		*exits = MOST_EXITS;
	return 0;
}

void judge_steal(struct findings *found, u64 delayed, u64 outside, const struct look *before,
		 const struct look *after)
{
	const u64 slack = found->tsc_khz * SLACK_MS + delayed / 20;
	const u64 steal = look_growth(before, after, COL_STEAL);
	const u64 busy = look_growth(before, after, COL_GUEST) +
			 look_growth(before, after, COL_KERNEL) + steal;

	find(found, UNIT_CYCLES, delayed > slack + outside ? delayed - slack - outside : 0,
	     delayed + slack, steal, "steal: as the scheduler says");
	find(found, UNIT_CYCLES, busy / 4, busy, steal, "steal: of two on one CPU, a fourth");
}

int check_steal(struct check *c, struct failure *f)
{
	struct look before = { 0 }, after = { 0 };
	struct busy busy[SUBJECT_VCPUS];
	u64 exits, delayed_ns = 0, outside = 0;
	int result;

	if (!check_has_times(c) || run_delay() < 0) {
		leave_out(&c->findings, "steal", check_has_times(c) ?
			  "the kernel has no /proc/thread-self/schedstat" :
			  "detail is counts: no times are recorded");
		return 0;
	}
	if (exits_for(c, c->debugfs.tsc_khz * BUSY_MS, &exits, f))
		return -1;
	for (unsigned int i = 0; i < SUBJECT_VCPUS; i++)
		busy[i] = (struct busy) {
			.subject = &c->subject, .vcpu = i, .steps = {
				{ GUEST_OP_stamp, 1, 0 }, { GUEST_OP_cpuid, exits, 0 },
				{ GUEST_OP_stamp, 1, 0 },
			},
		};
	result = check_look(c, &before, NULL, f) || run_both(busy, f) ||
		 check_look(c, &after, &before, f);
	if (!result) {
		for (int i = 0; i < SUBJECT_VCPUS; i++) {
			delayed_ns += busy[i].delayed_ns;
			outside += busy[i].outside;
		}
		judge_steal(&c->findings, (u128)delayed_ns * c->debugfs.tsc_khz / 1000000,
			    outside, &before, &after);
	}
	look_free(&before);
	look_free(&after);
	return result ? -1 : 0;
}
