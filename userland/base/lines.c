// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/lines.h"

#define LONGEST_LINE	(64 * 1024)
#define BUFFER_SIZE	(4 * LONGEST_LINE)

void lines_open(struct lines *l, int fd, const char *file)
{
	memset(l, 0, sizeof(*l));
	l->fd = fd;
	l->file = file;
	l->buffer = xrealloc(NULL, BUFFER_SIZE, 1);
}

void lines_close(struct lines *l)
{
	close(l->fd);
	free(l->buffer);
	l->buffer = NULL;
}

/* Bytes read, 0 at the end, -1 on an error. */
static ssize_t refill(struct lines *l)
{
	ssize_t got;

	memmove(l->buffer, l->buffer + l->start, l->end - l->start);
	l->end -= l->start;
	l->start = 0;
	do {
		got = read(l->fd, l->buffer + l->end, BUFFER_SIZE - l->end);
	} while (got < 0 && errno == EINTR);
	if (got > 0)
		l->end += got;
	return got;
}

bool lines_begin_with(struct lines *l, const char *text)
{
	const size_t len = strlen(text);

	while (l->end - l->start < len)
		if (refill(l) <= 0)
			return false;
	return !memcmp(l->buffer + l->start, text, len);
}

int lines_next(struct lines *l, const char **text, size_t *len, struct failure *f)
{
	for (;;) {
		char *line = l->buffer + l->start;
		char *newline = memchr(line, '\n', l->end - l->start);
		ssize_t got;

		if (newline) {
			*text = line;
			*len = newline - line;
			l->start += *len + 1;
			/* A copy that went through another system. */
			*len -= *len && newline[-1] == '\r';
			l->number++;
			return LINES_ONE;
		}
		if (l->end - l->start > LONGEST_LINE)
			return fail(f, "%s:%lu: damaged: a line without an end", l->file,
				    l->number + 1);
		got = refill(l);
		if (got < 0) {
			l->error = errno;
			return fail(f, "%s: %s", l->file, strerror(errno));
		}
		if (!got) {
			l->unfinished = l->end > l->start;
			return LINES_END;
		}
	}
}
