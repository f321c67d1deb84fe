// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check/guard.h"

static struct {
	int pipe;		/* of which the guard has the other end; -1: there is none */
	pid_t pid;
} guard = { .pipe = -1 };

/* Nobody writes into the pipe: it ends with the program. */
static __noreturn void watch(int pipe, void (*late)(void))
{
	char byte;

	setsid();
	for (int i = 1; i < NSIG; i++)
		signal(i, SIG_IGN);
	while (read(pipe, &byte, 1) < 0 && errno == EINTR)
		;
	late();
	_exit(STATUS_OK);
}

int guard_start(void (*late)(void), struct failure *f)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return fail(f, "a pipe: %s", strerror(errno));
	guard.pid = fork();
	if (!guard.pid) {
		close(ends[1]);
		watch(ends[0], late);
	}
	close(ends[0]);
	if (guard.pid < 0) {
		close(ends[1]);
		return fail(f, "a process: %s", strerror(errno));
	}
	guard.pipe = ends[1];
	return 0;
}

void guard_end(void)
{
	if (guard.pipe < 0)
		return;
	close(guard.pipe);
	guard.pipe = -1;
	while (waitpid(guard.pid, NULL, 0) < 0 && errno == EINTR)
		;
}
