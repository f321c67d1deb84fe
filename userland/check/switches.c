// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "check/guard.h"
#include "check/switches.h"

/* What both files had before, in full, as a signal handler has to write it. */
static struct {
	const struct debugfs *debugfs;
	char enabled_path[PATH_MAX], detail_path[PATH_MAX];
	char enabled[8], detail[16];
	int file;		/* SWITCHES_FILE, or -1 */
	volatile sig_atomic_t changed;
} switches = { .file = -1 };

static struct sigaction old_actions[NSIG];

static const int stop_signals[] = { SIGTSTP, SIGTTIN, SIGTTOU };

/* What ends a program that has no handler for it, or has one of these. */
static bool ends_program(int signal)
{
	switch (signal) {
	case SIGKILL: case SIGSTOP: case SIGTSTP: case SIGTTIN: case SIGTTOU: case SIGCONT:
	case SIGCHLD: case SIGURG: case SIGWINCH:
		return false;
	}
	return true;
}

/* For signal handlers, too. */
static void put(const char *path, const char *text)
{
	const int fd = open(path, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	/* There is nobody to tell. */
	if (write(fd, text, strlen(text)) < 0)
		errno = 0;
	close(fd);
}

static void set_back(void)
{
	const int error = errno;

	if (!switches.changed)
		return;
	put(switches.detail_path, switches.detail);
	put(switches.enabled_path, switches.enabled);
	switches.changed = 0;
	if (ftruncate(switches.file, 0) < 0)
		unlink(SWITCHES_FILE);
	errno = error;
}

static void on_signal(int signal)
{
	static const char late[] = PROGRAM ": a step of the check does not end: see dmesg\n";

	set_back();
	if (switches.file >= 0)
		unlink(SWITCHES_FILE);
	if (signal == SIGALRM) {
		if (write(STDERR_FILENO, late, sizeof(late) - 1) < 0)
			_exit(STATUS_FAILED);
		_exit(STATUS_FAILED);
	}
	sigaction(signal, &(struct sigaction){ .sa_handler = SIG_DFL }, NULL);
	raise(signal);
}

/* What nohup ignores stays ignored. */
static void catch_signals(void)
{
	const struct sigaction action = { .sa_handler = on_signal };

	for (int i = 1; i < NSIG; i++) {
		sigaction(i, NULL, &old_actions[i]);
		if (ends_program(i) && old_actions[i].sa_handler != SIG_IGN)
			sigaction(i, &action, NULL);
	}
}

static void let_signals_go(void)
{
	for (int i = 1; i < NSIG; i++)
		if (ends_program(i))
			sigaction(i, &old_actions[i], NULL);
}

static void let_stop(bool may)
{
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	for (size_t i = 0; i < ARRAY_SIZE(stop_signals); i++)
		sigaction(stop_signals[i], may ? &old_actions[stop_signals[i]] : &ignore, NULL);
}

static int read_words(const struct debugfs *d, struct failure *f)
{
	u64 enabled;

	snprintf(switches.enabled_path, sizeof(switches.enabled_path), "%s/enabled", d->dir);
	snprintf(switches.detail_path, sizeof(switches.detail_path), "%s/detail", d->dir);
	if (debugfs_number(d, "enabled", &enabled, f) ||
	    debugfs_word(d, "detail", switches.detail, sizeof(switches.detail), f))
		return -1;
	snprintf(switches.enabled, sizeof(switches.enabled), "%u", enabled != 0);
	return 0;
}

/* What is in the file: "ENABLED DETAIL", or "" where all is set back. */
#define LEFT_ROOM	32

static void read_left(char *left)
{
	const ssize_t got = pread(switches.file, left, LEFT_ROOM - 1, 0);

	left[got > 0 ? got : 0] = '\0';
	left[strcspn(left, "\n")] = '\0';
}

static int recover(const char *left, struct failure *f)
{
	const char *detail = strchr(left, ' ');
	char enabled[2] = { *left };

	if ((*left != '0' && *left != '1') || detail != left + 1 ||
	    detail_from_name(detail + 1) == DETAIL_UNKNOWN)
		return fail(f, SWITCHES_FILE " is damaged: set 'enable' or 'disable' and 'detail' as "
			    "you want them, and remove it");
	if (debugfs_write(switches.debugfs, "detail", detail + 1, f) ||
	    debugfs_write(switches.debugfs, "enabled", enabled, f))
		return -1;
	warn("a check was killed before it had set back what it changed: now enabled is %s and "
	     "detail %s again", enabled, detail + 1);
	return 0;
}

/* The guard's: the program has ended, and what is still in the file is not set back. */
static void recover_late(void)
{
	struct failure f;
	char left[LEFT_ROOM];

	read_left(left);
	if (!*left)
		return;
	if (recover(left, &f))
		warn("%s", f.text);
	else
		unlink(SWITCHES_FILE);
}

/* The file, which nobody else has and which is still the one of this name. */
static int take_file(struct failure *f)
{
	struct stat here, there;
	int fd;

	for (;;) {
		fd = open(SWITCHES_FILE, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (fd < 0)
			return fail(f, SWITCHES_FILE ": %s", strerror(errno));
		if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
			close(fd);
			return fail(f, "another '" PROGRAM " check' is running: wait for its end");
		}
		if (!fstat(fd, &here) && !stat(SWITCHES_FILE, &there) && here.st_ino == there.st_ino)
			break;
		close(fd);
	}
	switches.file = fd;
	return 0;
}

/* It stays, if there is something in it, for the next one. */
static int leave_file(void)
{
	close(switches.file);
	switches.file = -1;
	return -1;
}

int switches_open(const struct debugfs *d, bool may_write, struct failure *f)
{
	char left[LEFT_ROOM];

	switches.debugfs = d;
	if (take_file(f))
		return -1;
	read_left(left);
	if (*left && !may_write) {
		fail(f, "a check was killed before it had set back what it changed (enabled and "
		     "detail were '%s'): run it without --no-switch", left);
		return leave_file();
	}
	if (*left && (recover(left, f) || ftruncate(switches.file, 0)))
		return leave_file();
	if (may_write && guard_start(recover_late, f)) {
		unlink(SWITCHES_FILE);
		return leave_file();
	}
	catch_signals();
	return 0;
}

void switches_close(void)
{
	switches_restore();
	alarm(0);
	if (switches.file < 0)
		return;
	unlink(SWITCHES_FILE);
	guard_end();
	leave_file();
	let_signals_go();
}

bool switches_possible(const struct debugfs *d, struct failure *f)
{
	char path[PATH_MAX];
	int fd;

	snprintf(path, sizeof(path), "%s/enabled", d->dir);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0) {
		fail(f, errno == EPERM ? "kernel lockdown: enabled and detail cannot be written" :
		     "%s: %s", path, strerror(errno));
		return false;
	}
	close(fd);
	return true;
}

/* Before anything is changed it is written down what there was. */
static int note(struct failure *f)
{
	char text[32];
	int len;

	if (switches.changed)
		return 0;
	if (read_words(switches.debugfs, f))
		return -1;
	len = snprintf(text, sizeof(text), "%s %s\n", switches.enabled, switches.detail);
	if (pwrite(switches.file, text, len, 0) != len)
		return fail(f, SWITCHES_FILE ": %s", strerror(errno));
	let_stop(false);
	switches.changed = 1;
	return 0;
}

int switches_set(enum detail detail, struct failure *f)
{
	if (note(f))
		return -1;
	if (detail == DETAIL_OFF)
		return debugfs_write(switches.debugfs, "enabled", "0", f);
	return debugfs_write(switches.debugfs, "detail", detail_name(detail), f) ||
	       debugfs_write(switches.debugfs, "enabled", "1", f) ? -1 : 0;
}

void switches_restore(void)
{
	if (!switches.changed)
		return;
	set_back();
	let_stop(true);
}

void switches_watch(unsigned int seconds)
{
	alarm(seconds);
}
