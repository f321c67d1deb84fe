// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "print/gnuplot.h"

#define LONGEST_TEXT	1024
#define NO_FONT		3	/* the status that a script ends with */

static const char begin[] = {
#include "picture_script.h"
};

const char *gnuplot_time_axis(char text[GNUPLOT_LABEL], double whole, double *unit)
{
	*unit = whole > 4 * 3600 ? 3600 : whole > 300 ? 60 : 1;
	snprintf(text, GNUPLOT_LABEL, "time since the first sample (%s)",
		 *unit == 3600 ? "h" : *unit == 60 ? "min" : "s");
	return text;
}

void gnuplot_text(FILE *out, const char *text, size_t columns)
{
	char shown[LONGEST_TEXT];

	text_shorten(shown, sizeof(shown), text, columns);
	for (const char *c = shown; *c; c++)
		fprintf(out, "%u ", (unsigned char)*c);
	putc('\n', out);
}

/* Data and script as a file without a name, to be read from its begin; -1 with errno. */
static int script_file(gnuplot_fn put, const void *what, const char *script,
		       enum picture_kind kind)
{
	int fd = memfd_create("gnuplot", MFD_CLOEXEC), copy = fd < 0 ? -1 : dup(fd);
	FILE *out = copy < 0 ? NULL : fdopen(copy, "w");

	if (out) {
		put(out, what, kind);
		fputs(begin, out);
		fputs(script, out);
	}
	if (out && !fclose(out) && !lseek(fd, 0, SEEK_SET))
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

static pid_t start_gnuplot(int script, int picture, int messages)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	dup2(script, STDIN_FILENO);
	dup2(picture, STDOUT_FILENO);
	dup2(messages, STDERR_FILENO);
	signal(SIGPIPE, SIG_DFL);
	/* Names are UTF-8 and numbers have a point, wherever one is. */
	setenv("LC_ALL", "C.UTF-8", 1);
	execlp("gnuplot", "gnuplot", "-d", (char *)NULL);
	_exit(errno == ENOENT ? 127 : 126);
}

/* All that comes out of a pipe. */
static void read_all(int fd, char **text, size_t *len)
{
	size_t room = 0;
	ssize_t got;

	*text = NULL;
	*len = 0;
	do {
		*text = grow(*text, &room, *len, 1);
		got = read(fd, *text + *len, room - *len);
		if (got > 0)
			*len += got;
	} while (got > 0 || (got < 0 && errno == EINTR));
}

static int run_gnuplot(int script, int messages, char **picture, size_t *len, int *status)
{
	int ends[2];
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC))
		return -1;
	pid = start_gnuplot(script, ends[1], messages);
	close(ends[1]);
	if (pid > 0)
		read_all(ends[0], picture, len);
	close(ends[0]);
	while (pid > 0 && waitpid(pid, status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return pid > 0 ? 0 : -1;
}

/* A picture that is whole ends as its format says. */
static bool is_whole(const char *picture, size_t len, enum picture_kind kind)
{
	const char *end = kind == PICTURE_PNG ? "IEND" : "</svg>";

	return len > 16 && memmem(picture + len - 16, 16, end, strlen(end));
}

/* What gnuplot has said, to standard error. */
static void repeat(int messages)
{
	char text[512];
	ssize_t got;

	lseek(messages, 0, SEEK_SET);
	while ((got = read(messages, text, sizeof(text))) > 0)
		fwrite(text, 1, got, stderr);
}

/* What gnuplot's status means.  Of what comes of no font it may warn, or not: our line is all. */
static int judge(int status, bool whole, int messages, struct failure *f)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return fail(f, "gnuplot is not installed: 'apt install gnuplot-nox', or use '%s'",
			    PROGRAM " report --csv");
	if (WIFEXITED(status) && WEXITSTATUS(status) == NO_FONT)
		return fail(f, "no font to write with: 'apt install fonts-dejavu-core', or draw an SVG");
	repeat(messages);
	if (status || !whole)
		return fail(f, "gnuplot could not draw the picture");
	return 0;
}

int gnuplot_draw(gnuplot_fn put, const void *what, const char *script, enum picture_kind kind,
		 char **picture, size_t *len, struct failure *f)
{
	int file = script_file(put, what, script, kind);
	int messages = memfd_create("gnuplot's messages", MFD_CLOEXEC);
	int status = 0, result = -1;

	*picture = NULL;
	if (file < 0 || messages < 0)
		fail(f, "cannot write a script for gnuplot: %s", strerror(errno));
	else if (run_gnuplot(file, messages, picture, len, &status))
		fail(f, "cannot start gnuplot: %s", strerror(errno));
	else
		result = judge(status, is_whole(*picture, *len, kind), messages, f);
	close(file);
	close(messages);
	return result;
}
