// SPDX-License-Identifier: GPL-2.0-only
/*
 * bpf-left [-w] PREFIX: how many BPF programs the kernel has whose name begins with PREFIX, and
 * how many links to such, whoever holds them: "9 9". With -w it waits until there are none, for
 * ten seconds at most, and says how many milliseconds that took.
 */
#include <linux/bpf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define LONGEST_MS	10000

struct left {
	int programs, links;
};

static int bpf(int command, union bpf_attr *attr)
{
	return syscall(SYS_bpf, command, attr, sizeof(*attr));
}

/* next: the next id after @id, of what @command goes through; 0: no more */
static uint32_t next(int command, uint32_t id)
{
	union bpf_attr attr = { .start_id = id };

	return bpf(command, &attr) ? 0 : attr.next_id;
}

/* about: what is known of what has this id; -1 if it has gone */
static int about(int command, uint32_t id, void *info, uint32_t size)
{
	union bpf_attr attr = { .prog_id = id };
	int fd = bpf(command, &attr), result;

	if (fd < 0)
		return -1;
	memset(&attr, 0, sizeof(attr));
	attr.info.bpf_fd = fd;
	attr.info.info_len = size;
	attr.info.info = (uintptr_t)info;
	result = bpf(BPF_OBJ_GET_INFO_BY_FD, &attr);
	close(fd);
	return result;
}

static int is_ours(uint32_t program, const char *prefix)
{
	struct bpf_prog_info info = { 0 };

	return !about(BPF_PROG_GET_FD_BY_ID, program, &info, sizeof(info)) &&
	       !strncmp(info.name, prefix, strlen(prefix));
}

static struct left look(const char *prefix)
{
	struct left left = { 0 };

	for (uint32_t id = 0; (id = next(BPF_PROG_GET_NEXT_ID, id));)
		left.programs += is_ours(id, prefix);
	for (uint32_t id = 0; (id = next(BPF_LINK_GET_NEXT_ID, id));) {
		struct bpf_link_info link = { 0 };

		left.links += !about(BPF_LINK_GET_FD_BY_ID, id, &link, sizeof(link)) &&
			      is_ours(link.prog_id, prefix);
	}
	return left;
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int wait_for_none(const char *prefix)
{
	const long begin = now_ms();
	struct left left;

	for (;;) {
		left = look(prefix);
		if (!left.programs && !left.links)
			break;
		if (now_ms() - begin > LONGEST_MS) {
			fprintf(stderr, "bpf-left: there are still %d and %d\n", left.programs,
				left.links);
			return 1;
		}
		usleep(5000);
	}
	printf("%ld\n", now_ms() - begin);
	return 0;
}

int main(int argc, char **argv)
{
	struct left left;

	if (argc == 3 && !strcmp(argv[1], "-w"))
		return wait_for_none(argv[2]);
	if (argc != 2 || argv[1][0] == '-') {
		fputs("Usage: bpf-left [-w] PREFIX, for example: bpf-left exits_\n", stderr);
		return 2;
	}
	left = look(argv[1]);
	printf("%d %d\n", left.programs, left.links);
	return 0;
}
