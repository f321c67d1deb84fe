// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/children.h"
#include "base/proc.h"

#define MOST_GENERATIONS	64

static __noreturn void run_command(char **argv, int report)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE };
	int error;

	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		signal(signals[i], SIG_DFL);
	execvp(argv[0], argv);
	error = errno;
	if (write(report, &error, sizeof(error)) < 0)
		_exit(126);
	_exit(127);
}

int children_start(struct children *c, char **argv, struct failure *f)
{
	int report[2], error;
	ssize_t got;

	memset(c, 0, sizeof(*c));
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	if (pipe2(report, O_CLOEXEC))
		return fail(f, "cannot start '%s': %s", argv[0], strerror(errno));
	c->first = fork();
	if (!c->first)
		run_command(argv, report[1]);
	close(report[1]);
	if (c->first < 0) {
		close(report[0]);
		return fail(f, "cannot start '%s': %s", argv[0], strerror(errno));
	}
	got = read(report[0], &error, sizeof(error));
	close(report[0]);
	if (got != sizeof(error)) {
		c->notice = pidfd_open(c->first, 0);
		return 0;
	}
	waitpid(c->first, NULL, 0);
	return fail(f, "cannot start '%s': %s", argv[0], strerror(error));
}

void children_reap(struct children *c)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != c->first)
			continue;
		c->first_ended = true;
		c->status = status;
		close(c->notice);
		c->notice = -1;
	}
	c->all_ended = pid < 0 && errno == ECHILD;
}

void children_wait(const struct children *c, int ms)
{
	struct pollfd p = { .fd = c->notice, .events = POLLIN };

	poll(&p, 1, ms);
}

bool children_have(const struct children *c, pid_t pid)
{
	const pid_t self = getpid();

	/* A parent can be gone at any time: then its child has become ours. */
	for (int i = 0; i < MOST_GENERATIONS && pid > 1; i++) {
		if (pid == c->first || pid == self)
			return true;
		pid = process_parent(pid, "/proc");
	}
	return false;
}

int children_exit_status(const struct children *c)
{
	return WIFSIGNALED(c->status) ? 128 + WTERMSIG(c->status) : WEXITSTATUS(c->status);
}
