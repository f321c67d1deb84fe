/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PATTERN_H
#define KVM_EXITSTAT_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/util.h"

/* What the user gave to an option that may be repeated: names, or patterns of them. */
struct patterns {
	char **list;	/* clean, as text.h says */
	size_t nr, room;
};

void patterns_add(struct patterns *p, const char *text);
void patterns_free(struct patterns *p);

/* Whether it is one name, which can mean one thing only. NULL is none. */
bool patterns_is_one_name(const struct patterns *p);

/* All of them with ", " between; the caller frees. */
char *patterns_text(const struct patterns *p);

/* Whether @text has one of a shell's characters for more than one name: * ? [ */
bool is_pattern(const char *text);

/*
 * Whether @name, someone else's, is one that @text means: a pattern of a shell, as
 * fnmatch(3) has them. What is no pattern matches nothing here.
 */
bool pattern_matches(const char *text, const char *name);

/* The same in any case. */
bool pattern_matches_nocase(const char *text, const char *name);

#endif
