// SPDX-License-Identifier: GPL-2.0-only
/* Two equal rounds: the first fills caches and maps memory, the second counts. */
#include <sched.h>
#include <stdio.h>

#include "bench.h"
#include "crew.h"
#include "machine.h"

#define ROUNDS	2

/* From the first vCPU's start to the last one's end. */
static uint64_t round_ticks(const struct crew *crew)
{
	uint64_t first = crew->members[0].round_first;
	uint64_t last = crew->members[0].last;
	unsigned int i;

	for (i = 1; i < crew->started; i++) {
		if (crew->members[i].round_first < first)
			first = crew->members[i].round_first;
		if (crew->members[i].last > last)
			last = crew->members[i].last;
	}
	return last - first;
}

/* CPUs that the vCPUs can keep busy. */
static unsigned int busy_cpus(const struct request *request)
{
	unsigned int i, cpus;
	cpu_set_t set;

	CPU_ZERO(&set);
	if (!request->cpus_used)
		sched_getaffinity(0, sizeof(set), &set);
	for (i = 0; i < request->cpus_used && i < request->vcpus; i++)
		CPU_SET(request->cpus[i], &set);

	cpus = CPU_COUNT(&set);
	return cpus < request->vcpus ? cpus : request->vcpus;
}

static int run_rounds(struct crew *crew)
{
	unsigned int round;

	for (round = 0; round < ROUNDS; round++) {
		machine_write_counts(crew->machine, round);
		if (crew_round(crew, crew->started, 1) < 0)
			return -1;
	}
	return 0;
}

static void print_result(const struct crew *crew)
{
	const struct request *request = crew->machine->request;
	const double exits = (double)request->counts[0].count * request->vcpus;

	printf("%s %.1f ticks/exit\n", request->counts[0].kind->name,
	       (double)round_ticks(crew) * busy_cpus(request) / exits);
}

int bench(const struct request *request, const struct host *host)
{
	struct machine machine;
	struct crew crew;
	int ret = -1;

	if (machine_open(&machine, request, host, ROUNDS) == 0 &&
	    crew_start(&crew, &machine) == 0) {
		ret = run_rounds(&crew);
		if (!ret)
			print_result(&crew);
		crew_stop(&crew);
	}
	machine_close(&machine);
	return ret;
}
