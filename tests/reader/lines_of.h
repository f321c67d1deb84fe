/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_READER_LINES_OF_H
#define TESTS_READER_LINES_OF_H

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/lines.h"

/* The lines of a text, which a file in memory has. */
static inline void lines_of(struct lines *l, const char *text, size_t len, const char *file)
{
	int fd = memfd_create(file, MFD_CLOEXEC);

	if (fd < 0 || write(fd, text, len) != (ssize_t)len || lseek(fd, 0, SEEK_SET))
		abort();
	lines_open(l, fd, file);
}

#endif
