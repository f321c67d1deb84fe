// SPDX-License-Identifier: GPL-2.0-only
/* Threads that read binary statistics while the guests run. */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reader.h"
#include "statistics.h"

/**
 * struct reader - one thread
 * @readers: all of them
 * @thread: it
 * @of: the statistics of each vCPU, by descriptors of its own
 * @before: and what was read of them last
 * @now: room for one read
 * @reads: reads of one vCPU
 * @failed: of them failed
 * @backwards: words that became smaller
 * @torn: reads in which exits less phases are neither 0 nor 1, the open exit
 */
struct reader {
	struct readers *readers;
	pthread_t thread;
	struct statistics *of;
	uint64_t **before;
	uint64_t *now;
	uint64_t reads;
	uint64_t failed;
	uint64_t backwards;
	uint64_t torn;
};

static uint64_t count_backwards(const struct statistics *statistics, const uint64_t *before,
				const uint64_t *now)
{
	const struct kvm_stats_desc *desc;
	uint64_t backwards = 0;
	unsigned int i, word;

	for (i = 0; i < statistics->header.num_desc; i++) {
		desc = statistics_desc(statistics, i);
		if ((desc->flags & KVM_STATS_TYPE_MASK) == KVM_STATS_TYPE_INSTANT)
			continue;
		word = desc->offset / sizeof(*now);
		for (; word < desc->offset / sizeof(*now) + desc->size; word++)
			backwards += now[word] < before[word];
	}
	return backwards;
}

static int is_torn(const struct statistics *statistics, const uint64_t *values)
{
	const struct kvm_stats_desc *exits = statistics_find(statistics, "exits_by_reason");
	const struct kvm_stats_desc *phases = statistics_find(statistics, "kernel_cycles_hist");

	return !exits || !phases ||
	       statistics_sum(exits, values) - statistics_sum(phases, values) > 1;
}

static void read_one(struct reader *reader, unsigned int vcpu)
{
	const struct statistics *statistics = &reader->of[vcpu];
	uint64_t *before = reader->before[vcpu];

	reader->reads++;
	if (statistics_read(statistics, reader->now) < 0) {
		reader->failed++;
		return;
	}
	reader->backwards += count_backwards(statistics, before, reader->now);
	reader->torn += is_torn(statistics, reader->now);
	memcpy(before, reader->now, statistics->words * sizeof(*before));
}

static void *reader_main(void *argument)
{
	struct reader *reader = argument;
	struct readers *readers = reader->readers;
	unsigned int i;

	while (!__atomic_load_n(&readers->stop, __ATOMIC_ACQUIRE)) {
		for (i = 0; i < readers->machine->vcpus_open; i++)
			read_one(reader, i);
	}
	return NULL;
}

static int open_vcpu(struct reader *reader, unsigned int i)
{
	struct vcpu *vcpu = &reader->readers->machine->vcpus[i];

	if (statistics_open(&reader->of[i], vcpu) < 0) {
		fprintf(stderr, "exitgen: %s\n", vcpu->error.text);
		return -1;
	}
	reader->before[i] = calloc(reader->of[i].words, sizeof(uint64_t));
	if (!reader->now)
		reader->now = calloc(reader->of[i].words, sizeof(uint64_t));
	return reader->before[i] && reader->now ? 0 : -1;
}

static int start_reader(struct reader *reader, struct readers *readers)
{
	const unsigned int vcpus = readers->machine->vcpus_open;
	unsigned int i;

	reader->readers = readers;
	reader->of = calloc(vcpus, sizeof(*reader->of));
	reader->before = calloc(vcpus, sizeof(*reader->before));
	if (!reader->of || !reader->before)
		return -1;
	for (i = 0; i < vcpus; i++) {
		if (open_vcpu(reader, i) < 0)
			return -1;
	}
	return pthread_create(&reader->thread, NULL, reader_main, reader) ? -1 : 0;
}

int readers_start(struct readers *readers, const struct machine *machine)
{
	const unsigned int wanted = machine->request->readers;

	*readers = (struct readers) { .machine = machine };
	if (!wanted)
		return 0;
	readers->list = calloc(wanted, sizeof(*readers->list));
	for (; readers->list && readers->started < wanted; readers->started++) {
		if (start_reader(&readers->list[readers->started], readers) < 0)
			break;
	}
	if (readers->started == wanted)
		return 0;

	fputs("exitgen: no thread that reads statistics\n", stderr);
	return -1;
}

static void end_reader(struct reader *reader)
{
	unsigned int i;

	pthread_join(reader->thread, NULL);
	printf("read\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\n", reader->reads,
	       reader->failed, reader->backwards, reader->torn);
	for (i = 0; i < reader->readers->machine->vcpus_open; i++) {
		statistics_close(&reader->of[i]);
		free(reader->before[i]);
	}
	free(reader->now);
	free(reader->before);
	free(reader->of);
}

void readers_stop(struct readers *readers)
{
	unsigned int i;

	__atomic_store_n(&readers->stop, 1, __ATOMIC_RELEASE);
	for (i = 0; i < readers->started; i++)
		end_reader(&readers->list[i]);
	free(readers->list);
	*readers = (struct readers) { .list = NULL };
}
