// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/util.h"

#define LONGEST_MESSAGE	8192

/* What a message quotes (a path, a field, an argument) is others' text. */
static void format_clean(char *text, size_t room, const char *fmt, va_list ap)
{
	char raw[LONGEST_MESSAGE];

	vsnprintf(raw, sizeof(raw), fmt, ap);
	text_clean(text, room, raw, strlen(raw));
}

int fail(struct failure *f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	format_clean(f->text, sizeof(f->text), fmt, ap);
	va_end(ap);
	return -1;
}

static void vwarn(const char *fmt, va_list ap)
{
	char text[LONGEST_MESSAGE];

	fflush(stdout);
	format_clean(text, sizeof(text), fmt, ap);
	fprintf(stderr, PROGRAM ": %s\n", text);
}

void warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vwarn(fmt, ap);
	va_end(ap);
}

__noreturn void die(enum status status, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vwarn(fmt, ap);
	va_end(ap);
	exit(status);
}

void *xcalloc(size_t nr, size_t size)
{
	void *p = calloc(nr ? nr : 1, size);

	if (!p)
		die(STATUS_FAILED, "out of memory");
	return p;
}

void *xrealloc(void *p, size_t nr, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(nr, size, &bytes))
		die(STATUS_FAILED, "out of memory");
	p = realloc(p, bytes ? bytes : 1);
	if (!p)
		die(STATUS_FAILED, "out of memory");
	return p;
}

void *xcopy(void *to, const void *from, size_t nr, size_t size)
{
	to = xrealloc(to, nr, size);
	if (nr)
		memcpy(to, from, nr * size);
	return to;
}

char *xstrdup(const char *s)
{
	return xcopy(NULL, s, strlen(s) + 1, 1);
}

char *xclean(const char *from, size_t len)
{
	char *to = xrealloc(NULL, len + 1, 1);

	text_clean(to, len + 1, from, len);
	return to;
}

void *grow(void *p, size_t *room, size_t used, size_t size)
{
	if (used < *room)
		return p;
	*room = *room ? *room + *room / 2 : 64;
	return xrealloc(p, *room, size);
}
