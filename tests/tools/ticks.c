// SPDX-License-Identifier: GPL-2.0-only
/*
 * ticks COMMAND [ARG...]: runs COMMAND and says on standard error how far the time
 * stamp counter got meanwhile. In the lab that is a number of instructions.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	unsigned long long begin, end;
	int status;
	pid_t pid;

	if (argc < 2) {
		fputs("Usage: ticks COMMAND [ARG...], for example: ticks cat /proc/stat\n", stderr);
		return 2;
	}
	begin = __builtin_ia32_rdtsc();
	pid = fork();
	if (pid == 0) {
		execvp(argv[1], argv + 1);
		fprintf(stderr, "ticks: %s: %s\n", argv[1], strerror(errno));
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0) {
		perror("ticks");
		return 1;
	}
	end = __builtin_ia32_rdtsc();
	fprintf(stderr, "%llu ticks\n", end - begin);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
