// SPDX-License-Identifier: GPL-2.0-only
/*
 * ticks COMMAND [ARG...]: runs COMMAND and says on standard error how far the time
 * stamp counter got meanwhile, without the time in which the CPU was idle. In the lab,
 * with one CPU, that is a number of instructions, whoever's they are.
 *
 * Idle is what a spinner of policy SCHED_IDLE gets.
 */
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct times {
	double tsc, real, spinner;
};

static pid_t spinner;

static double ns_of(clockid_t clock)
{
	struct timespec t = { 0 };

	clock_gettime(clock, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static struct times now(void)
{
	clockid_t clock = CLOCK_MONOTONIC;
	struct times t;

	clock_getcpuclockid(spinner, &clock);
	t.tsc = __builtin_ia32_rdtsc();
	t.real = ns_of(CLOCK_MONOTONIC);
	t.spinner = ns_of(clock);
	return t;
}

static void start_spinner(void)
{
	struct sched_param param = { 0 };

	spinner = fork();
	if (spinner == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		sched_setscheduler(0, SCHED_IDLE, &param);
		for (;;)
			;
	}
}

static int run(char **argv)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		execvp(argv[0], argv);
		fprintf(stderr, "ticks: %s: %s\n", argv[0], strerror(errno));
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0) {
		perror("ticks");
		return 1;
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int argc, char **argv)
{
	struct times begin, end;
	double idle;
	int status;

	if (argc < 2) {
		fputs("Usage: ticks COMMAND [ARG...], for example: ticks cat /proc/stat\n", stderr);
		return 2;
	}
	start_spinner();
	if (spinner < 0) {
		perror("ticks");
		return 1;
	}
	begin = now();
	status = run(argv + 1);
	end = now();
	kill(spinner, SIGKILL);
	waitpid(spinner, NULL, 0);

	idle = (end.spinner - begin.spinner) * (end.tsc - begin.tsc) / (end.real - begin.real);
	fprintf(stderr, "%.0f ticks\n", end.tsc - begin.tsc - idle);
	return status;
}
