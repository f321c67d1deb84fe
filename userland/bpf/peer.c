// SPDX-License-Identifier: GPL-2.0-only
/*
 * bpf-peer DETAIL STATE [DIR]: records exits by BPF until SIGINT or SIGTERM, for the bench
 * and the tests. Says "attached" when it does; writes the files of the plugin to DIR, at the
 * end, and at each SIGUSR1, after which it says "written".
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>
#include "files.h"

static const char *const states[] = { "cpu", "task", "hash", "array" };
static const char *const names[] = {
	"format", "isa", "tsc_khz", "now", "enabled", "detail", "vm", "exits", "hist", "causes",
	"all", "all_hist", "all_causes", "cpus", "departed",
};

/* index_of: -1 if it is none of them */
static int index_of(const char *text, const char *const *list, int n)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(text, list[i]))
			return i;
	return -1;
}

/* write_file: 0, or -1 with errno */
static int write_file(struct bpf_exits *exits, const char *dir, const char *name)
{
	int from = bpf_exits_open_file(exits, name), to = -1, result = -1;
	char path[4096];
	struct stat s;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	if (from >= 0)
		to = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (to >= 0 && !fstat(from, &s) && sendfile(to, from, NULL, s.st_size) == s.st_size)
		result = 0;
	if (to >= 0)
		close(to);
	if (from >= 0)
		close(from);
	return result;
}

static int write_files(struct bpf_exits *exits, const char *dir)
{
	for (unsigned int i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!write_file(exits, dir, names[i]))
			continue;
		fprintf(stderr, "bpf-peer: %s: %s\n", names[i], strerror(errno));
		return -1;
	}
	return 0;
}

static void say(const char *what)
{
	puts(what);
	fflush(stdout);
}

/* until_told: writes the files as often as it is asked to; how it ends */
static int until_told(struct bpf_exits *exits, const char *dir, const sigset_t *signals)
{
	int signal;

	say("attached");
	while (!sigwait(signals, &signal) && signal == SIGUSR1) {
		if (dir && write_files(exits, dir))
			return -1;
		say("written");
	}
	return dir ? write_files(exits, dir) : 0;
}

int main(int argc, char **argv)
{
	int detail = argc == 3 || argc == 4 ? index_of(argv[1], bpf_exits_details, 4) : -1;
	int state = detail < 0 ? -1 : index_of(argv[2], states, 4);
	struct bpf_exits *exits;
	char why[256];
	sigset_t signals;
	int result;

	if (state < 0) {
		fprintf(stderr, "Usage: bpf-peer counts|time|full|causes cpu|task|hash|array [DIR]\n");
		return 2;
	}
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGUSR1);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	exits = bpf_exits_open(detail, state, why, sizeof(why));
	if (!exits) {
		fprintf(stderr, "bpf-peer: %s\n", why);
		return 1;
	}
	result = until_told(exits, argv[3], &signals);
	bpf_exits_close(exits);
	return result ? 1 : 0;
}
