// SPDX-License-Identifier: GPL-2.0-only
/* Reads KVM's binary statistics as any VMM would: by header and descriptors only. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "statistics.h"

#define PIECE	13

static int read_all(int fd, void *buffer, size_t size, off_t offset)
{
	const ssize_t got = pread(fd, buffer, size, offset);

	if (got >= 0 && (size_t)got != size)
		errno = EIO;
	return got == (ssize_t)size ? 0 : -1;
}

static void count_words(struct statistics *statistics)
{
	const struct kvm_stats_desc *desc;
	unsigned int i;
	size_t end;

	for (i = 0; i < statistics->header.num_desc; i++) {
		desc = statistics_desc(statistics, i);
		end = desc->offset / sizeof(uint64_t) + desc->size;
		if (end > statistics->words)
			statistics->words = end;
	}
}

int statistics_open(struct statistics *statistics, struct vcpu *vcpu)
{
	struct kvm_stats_header *header = &statistics->header;
	size_t bytes;

	*statistics = (struct statistics) { .fd = ioctl(vcpu->fd, KVM_GET_STATS_FD, NULL) };
	if (statistics->fd < 0)
		return vm_fail(&vcpu->error, errno, "KVM_GET_STATS_FD of vCPU %u", vcpu->id);
	if (read_all(statistics->fd, header, sizeof(*header), 0) < 0)
		return vm_fail(&vcpu->error, errno, "header of vCPU %u's statistics", vcpu->id);

	statistics->desc_size = sizeof(struct kvm_stats_desc) + header->name_size;
	bytes = header->num_desc * statistics->desc_size;
	statistics->descs = malloc(bytes);
	if (!statistics->descs)
		return vm_fail(&vcpu->error, ENOMEM, "vCPU %u's statistics", vcpu->id);
	if (read_all(statistics->fd, statistics->descs, bytes, header->desc_offset) < 0)
		return vm_fail(&vcpu->error, errno, "descriptors of vCPU %u's statistics",
			       vcpu->id);
	count_words(statistics);
	return 0;
}

void statistics_close(struct statistics *statistics)
{
	free(statistics->descs);
	statistics->descs = NULL;
	if (statistics->fd >= 0)
		close(statistics->fd);
	statistics->fd = -1;
}

int statistics_read(const struct statistics *statistics, uint64_t *values)
{
	return read_all(statistics->fd, values, statistics->words * sizeof(*values),
			statistics->header.data_offset);
}

const struct kvm_stats_desc *statistics_desc(const struct statistics *statistics, unsigned int i)
{
	return (const struct kvm_stats_desc *)(statistics->descs + i * statistics->desc_size);
}

const struct kvm_stats_desc *statistics_find(const struct statistics *statistics,
					     const char *name)
{
	unsigned int i;

	for (i = 0; i < statistics->header.num_desc; i++) {
		if (!strcmp(statistics_desc(statistics, i)->name, name))
			return statistics_desc(statistics, i);
	}
	return NULL;
}

uint64_t statistics_sum(const struct kvm_stats_desc *desc, const uint64_t *values)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < desc->size; i++)
		sum += values[desc->offset / sizeof(*values) + i];
	return sum;
}

/* Of a vCPU that has stopped all but this stands still: it is in userspace. */
static int same_values(const struct statistics *statistics, const uint64_t *values,
		       const char *again)
{
	const struct kvm_stats_desc *user = statistics_find(statistics, "user_cycles");
	const size_t size = statistics->words * sizeof(*values);
	const size_t at = user ? user->offset : size;
	const size_t behind = user ? at + sizeof(*values) : size;

	return !memcmp(again, values, at) &&
	       !memcmp(again + behind, (const char *)values + behind, size - behind);
}

/*
 * All of it once more, from the beginning and by pieces that no word begins with: header,
 * descriptors and values must be the same, and nothing follow.
 */
static int check_pieces(const struct statistics *statistics, const uint64_t *values)
{
	const size_t size = statistics->words * sizeof(*values);
	const size_t bytes = statistics->header.data_offset + size;
	char *all = malloc(bytes + PIECE);
	ssize_t got = 1;
	size_t done = 0;
	int same;

	while (all && got > 0 && done <= bytes) {
		got = read(statistics->fd, all + done, PIECE);
		done += got > 0 ? got : 0;
	}
	same = all && !got && done == bytes &&
	       !memcmp(all, &statistics->header, sizeof(statistics->header)) &&
	       !memcmp(all + statistics->header.desc_offset, statistics->descs,
		       statistics->header.num_desc * statistics->desc_size) &&
	       same_values(statistics, values, all + statistics->header.data_offset);
	free(all);
	return same ? 0 : -1;
}

static void print_values(unsigned int vcpu, const struct statistics *statistics,
			 const uint64_t *values)
{
	const struct kvm_stats_desc *desc;
	unsigned int i, word;

	for (i = 0; i < statistics->header.num_desc; i++) {
		desc = statistics_desc(statistics, i);
		printf("stat\t%u\t%s", vcpu, desc->name);
		for (word = 0; word < desc->size; word++)
			printf("\t%" PRIu64, values[desc->offset / sizeof(*values) + word]);
		putchar('\n');
	}
}

int statistics_print(struct vcpu *vcpu)
{
	struct statistics statistics;
	uint64_t *values = NULL;
	int ret = -1;

	if (statistics_open(&statistics, vcpu) < 0) {
		fprintf(stderr, "exitgen: %s\n", vcpu->error.text);
		goto close;
	}
	values = calloc(statistics.words, sizeof(*values));
	if (!values || statistics_read(&statistics, values) < 0) {
		perror("exitgen: statistics");
		goto close;
	}
	if (check_pieces(&statistics, values) < 0) {
		fprintf(stderr, "exitgen: statistics of vCPU %u: other values by pieces\n", vcpu->id);
		goto close;
	}
	print_values(vcpu->id, &statistics, values);
	ret = 0;
close:
	free(values);
	statistics_close(&statistics);
	return ret;
}
