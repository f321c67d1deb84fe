/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_LINES_H
#define KVM_EXITSTAT_LINES_H

#include <stdbool.h>

#include "base/util.h"

/* The lines of a file, read in pieces so that the memory does not grow with the file. */
struct lines {
	int fd;
	const char *file;	/* for messages */
	char *buffer;
	size_t start, end;	/* what is in the buffer and not yet given out */
	unsigned long number;	/* of the line given out last */
	int error;		/* errno of a failed read */
	bool unfinished;	/* the last line had no newline; it was not given out */
};

enum { LINES_END, LINES_ONE };

void lines_open(struct lines *l, int fd, const char *file);

/* Whether what is to come begins so; nothing is given out by it. */
bool lines_begin_with(struct lines *l, const char *text);

/*
 * LINES_ONE and the next line without its end (LF or CRLF), which is good until the next
 * call; LINES_END after the last; -1 on a read error or an endless line.
 */
int lines_next(struct lines *l, const char **text, size_t *len, struct failure *f);

/* Frees the buffer and closes the descriptor. */
void lines_close(struct lines *l);

#endif
