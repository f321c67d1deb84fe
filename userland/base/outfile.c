// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/outfile.h"

static int fail_errno(const struct outfile *o, struct failure *f)
{
	return fail(f, "%s: %s", o->file, strerror(errno));
}

static int open_standard_output(struct outfile *o, struct failure *f)
{
	o->file = "standard output";
	o->fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
	return o->fd < 0 ? fail_errno(o, f) : 0;
}

static int open_in_place(struct outfile *o, struct failure *f)
{
	o->fd = open(o->file, O_WRONLY | O_CLOEXEC);
	return o->fd < 0 ? fail_errno(o, f) : 0;
}

static int refuse(const struct outfile *o, struct failure *f)
{
	return fail(f, "%s is there already: --force overwrites it", o->file);
}

static int create(struct outfile *o, struct failure *f)
{
	o->fd = open(o->file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	if (o->fd < 0)
		return errno == EEXIST ? refuse(o, f) : fail_errno(o, f);
	o->made = xstrdup(o->file);
	return 0;
}

/* Beside the file that it is to replace, and behind a link where that is one. */
static int create_beside(struct outfile *o, mode_t mode, struct failure *f)
{
	char *target = realpath(o->file, NULL), *path = NULL;

	if (!target)
		return fail_errno(o, f);
	if (asprintf(&path, "%s.XXXXXX", target) < 0)
		die(STATUS_FAILED, "out of memory");
	o->fd = mkostemp(path, O_CLOEXEC);
	if (o->fd < 0 || fchmod(o->fd, mode & 0777)) {
		fail_errno(o, f);
		if (o->fd >= 0) {
			close(o->fd);
			unlink(path);
		}
		free(path);
		free(target);
		return -1;
	}
	o->made = path;
	o->target = target;
	return 0;
}

int outfile_open(struct outfile *o, const char *file, bool force, struct failure *f)
{
	struct stat st;

	*o = (struct outfile){ .fd = -1, .file = file };
	if (!strcmp(file, "-"))
		return open_standard_output(o, f);
	if (stat(file, &st))
		return create(o, f);
	if (!S_ISREG(st.st_mode))
		return open_in_place(o, f);
	return force ? create_beside(o, st.st_mode, f) : refuse(o, f);
}

int outfile_write(struct outfile *o, const char *text, size_t len, struct failure *f)
{
	for (size_t done = 0; done < len; ) {
		ssize_t wrote = write(o->fd, text + done, len - done);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote < 0)
			return fail_errno(o, f);
		done += wrote;
	}
	return 0;
}

/* A file system may find out only now that it has no room. Pipes cannot be synced. */
static int sync_file(const struct outfile *o, struct failure *f)
{
	return fsync(o->fd) && errno != EINVAL && errno != EROFS ? fail_errno(o, f) : 0;
}

int outfile_publish(struct outfile *o, struct failure *f)
{
	if (!o->made)
		return 0;
	if (sync_file(o, f))
		return -1;
	if (o->target && rename(o->made, o->target))
		return fail_errno(o, f);
	free(o->made);
	free(o->target);
	o->made = NULL;
	o->target = NULL;
	return 0;
}

int outfile_close(struct outfile *o, struct failure *f)
{
	int result = 0;

	if (o->made)
		unlink(o->made);
	free(o->made);
	free(o->target);
	o->made = NULL;
	o->target = NULL;
	if (o->fd >= 0 && close(o->fd))
		result = fail_errno(o, f);
	o->fd = -1;
	return result;
}
