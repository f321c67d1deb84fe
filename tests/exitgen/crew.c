// SPDX-License-Identifier: GPL-2.0-only
/* The threads that run the vCPUs, and what userspace does at their exits. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "crew.h"
#include "waker.h"

static void sleep_once(struct member *member)
{
	const struct request *request = member->crew->machine->request;

	if (!member->slept) {
		sleep_ms(request->user_sleep_ms);
		sleep_until(request->until);
	}
	member->slept = 1;
}

/* 1 when the guest is done, 0 to go on, -1 for a port that nobody asked for. */
static int handle_port(struct member *member)
{
	switch (member->vcpu->run->io.port) {
	case GUEST_PORT_DONE:
		return 1;
	case GUEST_PORT_OUT:
		member->seen[GUEST_OP_io_out]++;
		sleep_once(member);
		return 0;
	case GUEST_PORT_IN:
		member->seen[GUEST_OP_io_in]++;
		sleep_once(member);
		return 0;
	default:
		if (member->vcpu->run->io.port < GUEST_PORT_FIRST)
			return -1;
		member->seen[GUEST_OP_io_ports]++;
		sleep_once(member);
		return 0;
	}
}

/* As handle_port(), for any exit to userspace. */
static int handle_exit(struct member *member)
{
	const struct request *request = member->crew->machine->request;

	switch (member->vcpu->run->exit_reason) {
	case KVM_EXIT_IO:
		return handle_port(member);
	case KVM_EXIT_MMIO:
		member->seen[machine_mmio_op(member->vcpu->run->mmio.phys_addr)]++;
		return 0;
	case KVM_EXIT_HLT:
		member->seen[GUEST_OP_hlt]++;
		return 0;
	case KVM_EXIT_SHUTDOWN:
		return request_count_flags(request, KIND_LAST) ? 1 : -1;
	default:
		return -1;
	}
}

static int run_program(struct member *member)
{
	int done, err;

	do {
		err = vcpu_run(member->vcpu);
		done = err ? -1 : handle_exit(member);
	} while (!done);

	return done < 0 ? vcpu_describe_exit(member->vcpu, err) : 0;
}

/*
 * Entries that the hardware refuses. What is left of the guest's state then is
 * up to the CPU, so the vCPU starts afresh.
 */
static int run_failing_entries(struct member *member, uint64_t count)
{
	struct vcpu *vcpu = member->vcpu;
	int err;

	err = vcpu_break_entry(vcpu);
	if (err)
		return err;
	for (; count; count--) {
		err = vcpu_run(vcpu);
		if (err || vcpu->run->exit_reason != KVM_EXIT_FAIL_ENTRY)
			return vcpu_describe_exit(vcpu, err);
	}
	return machine_reset_vcpu(member->crew->machine, vcpu);
}

/* Exits of this operation that reach userspace. */
static int goes_to_userspace(const struct machine *machine, uint32_t op)
{
	return op == GUEST_OP_io_out || op == GUEST_OP_io_in || op == GUEST_OP_io_ports ||
	       op == GUEST_OP_mmio || op == GUEST_OP_mmio_pages ||
	       (op == GUEST_OP_hlt && !machine->vm.irqchip);
}

/* Userspace must have seen what the program was to send there, no more, no less. */
static int check_seen(struct member *member)
{
	const struct machine *machine = member->crew->machine;
	const struct guest_entry *entry = machine_program(machine, member->vcpu->id);

	for (; entry->op != GUEST_OP_done && entry->op != GUEST_OP_idt_fault; entry++) {
		if (goes_to_userspace(machine, entry->op) &&
		    member->seen[entry->op] != entry->count)
			return vm_fail(&member->vcpu->error, 0,
				       "vCPU %u: %llu exits of guest operation %u reached userspace, not %llu",
				       member->vcpu->id,
				       (unsigned long long)member->seen[entry->op], entry->op,
				       (unsigned long long)entry->count);
	}
	return 0;
}

/* What a stamp has left. */
static uint64_t stamp(const struct guest_entry *entry)
{
	return entry->out[0] | (uint64_t)entry->out[1] << 32;
}

/* The first round's program has a stamp at its begin and one before its end. */
static void take_stamps(struct member *member)
{
	const struct guest_entry *entry;

	entry = machine_program(member->crew->machine, member->vcpu->id);
	member->first = stamp(entry++);
	for (; entry->op != GUEST_OP_done && entry->op != GUEST_OP_idt_fault; entry++)
		member->done = stamp(entry);
}

static int run_round(struct member *member)
{
	const struct crew *crew = member->crew;
	const uint64_t failing = request_count_flags(crew->machine->request, KIND_ENTRY);
	int err;

	memset(member->seen, 0, sizeof(member->seen));
	member->round_first = ticks_now();
	err = run_program(member);
	if (!member->rounds++) {
		member->begin = member->round_first;
		take_stamps(member);
	}
	if (!err && crew->counted && failing)
		err = run_failing_entries(member, failing);
	member->last = ticks_now();

	return err ? err : check_seen(member);
}

static void *member_main(void *argument)
{
	struct member *member = argument;
	struct crew *crew = member->crew;
	char name[16];

	snprintf(name, sizeof(name), "vcpu%u", member->vcpu->id);
	pthread_setname_np(pthread_self(), name);
	for (;;) {
		pthread_barrier_wait(&crew->begin);
		if (crew->quit)
			return NULL;
		if (member->vcpu->id < crew->active) {
			member->failed = run_round(member) < 0;
			__atomic_store_n(&member->ended, 1, __ATOMIC_RELEASE);
		}
		pthread_barrier_wait(&crew->end);
	}
}

static int start_member(struct crew *crew, unsigned int i)
{
	const struct request *request = crew->machine->request;
	struct member *member = &crew->members[i];
	pthread_attr_t attr;
	cpu_set_t cpus;
	int err;

	member->crew = crew;
	member->vcpu = &crew->machine->vcpus[i];

	pthread_attr_init(&attr);
	if (request->cpus_used) {
		CPU_ZERO(&cpus);
		CPU_SET(request->cpus[i % request->cpus_used], &cpus);
		pthread_attr_setaffinity_np(&attr, sizeof(cpus), &cpus);
	}
	err = pthread_create(&member->thread, &attr, member_main, member);
	pthread_attr_destroy(&attr);
	if (!err)
		return 0;

	if (err == EINVAL && request->cpus_used)
		fprintf(stderr, "exitgen: vCPU %u cannot be pinned to CPU %u: no such CPU online\n",
			i, request->cpus[i % request->cpus_used]);
	else
		fprintf(stderr, "exitgen: thread of vCPU %u: %s\n", i, strerror(err));
	return -1;
}

int crew_start(struct crew *crew, struct machine *machine)
{
	const unsigned int vcpus = machine->request->vcpus;

	*crew = (struct crew) { .machine = machine };
	crew->members = calloc(vcpus, sizeof(*crew->members));
	if (!crew->members) {
		fputs("exitgen: out of memory\n", stderr);
		return -1;
	}

	pthread_barrier_init(&crew->begin, NULL, vcpus + 1);
	pthread_barrier_init(&crew->end, NULL, vcpus + 1);
	for (; crew->started < vcpus; crew->started++) {
		/* Threads that wait at the barrier end with the process. */
		if (start_member(crew, crew->started) < 0)
			return -1;
	}
	return 0;
}

void crew_stop(struct crew *crew)
{
	unsigned int i;

	crew->quit = 1;
	pthread_barrier_wait(&crew->begin);
	for (i = 0; i < crew->started; i++)
		pthread_join(crew->members[i].thread, NULL);
	pthread_barrier_destroy(&crew->begin);
	pthread_barrier_destroy(&crew->end);
	free(crew->members);
}

int crew_round(struct crew *crew, unsigned int active, int counted)
{
	struct wakers wakers = { .list = NULL };
	unsigned int i;
	int ret = 0;

	crew->active = active;
	crew->counted = counted;
	for (i = 0; i < active; i++)
		crew->members[i].ended = 0;
	if (counted && request_count(crew->machine->request, kind_find("halt-wake", 9)) &&
	    wakers_start(&wakers, crew) < 0)
		return -1;

	pthread_barrier_wait(&crew->begin);
	pthread_barrier_wait(&crew->end);

	wakers_stop(&wakers);
	for (i = 0; i < active; i++) {
		if (!crew->members[i].failed)
			continue;
		fprintf(stderr, "exitgen: %s\n", crew->members[i].vcpu->error.text);
		ret = -1;
	}
	return ret;
}
