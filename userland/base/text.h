/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_TEXT_H
#define KVM_EXITSTAT_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Text from outside: what others call a VM, a reason, a file. It goes through
 * text_clean() once, where it comes in (name_intern(), vm_set_label(), fail(),
 * warn()), and may be printed anywhere from then on.
 *
 * Clean text is valid UTF-8 of printable characters: none controls a terminal (C0,
 * DEL, C1), ends a line, turns the direction of writing or hides without a width.
 * What is not is '?', one for each character or broken byte.
 */

/*
 * The clean text of @len bytes, at most @room - 1 bytes of it, cut between two
 * characters, and a NUL. Returns its length.
 */
size_t text_clean(char *to, size_t room, const char *from, size_t len);

/* From now on only ASCII is clean: for a terminal that knows nothing else. */
void text_ascii_only(void);

/* Columns that clean text takes on a terminal: wide characters take two. */
size_t text_width(const char *text);

/* Bytes of the longest beginning of @text that takes at most @columns. */
size_t text_fit(const char *text, size_t columns);

/*
 * @text in at most @columns, of @room bytes: what does not fit is left out between its
 * beginning and its end, where names of one kind are different, as "webserv~-07".
 */
void text_shorten(char *to, size_t room, const char *text, size_t columns);

/* Bytes to leave out in front so that the rest takes at most @columns. */
size_t text_skip(const char *text, size_t columns);

#endif
