// SPDX-License-Identifier: GPL-2.0-only
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/pattern.h"

void patterns_add(struct patterns *p, const char *text)
{
	p->list = grow(p->list, &p->room, p->nr, sizeof(*p->list));
	p->list[p->nr++] = xclean(text, strlen(text));
}

void patterns_free(struct patterns *p)
{
	for (size_t i = 0; i < p->nr; i++)
		free(p->list[i]);
	free(p->list);
	memset(p, 0, sizeof(*p));
}

bool patterns_is_one_name(const struct patterns *p)
{
	return p && p->nr == 1 && !is_pattern(p->list[0]);
}

char *patterns_text(const struct patterns *p)
{
	size_t len = 1;
	char *text;

	for (size_t i = 0; i < p->nr; i++)
		len += strlen(p->list[i]) + strlen(", ");
	text = xcalloc(len, 1);
	for (size_t i = 0; i < p->nr; i++) {
		strcat(text, i ? ", " : "");
		strcat(text, p->list[i]);
	}
	return text;
}

bool is_pattern(const char *text)
{
	return text[strcspn(text, "*?[")];
}

bool pattern_matches(const char *text, const char *name)
{
	return is_pattern(text) && !fnmatch(text, name, 0);
}

bool pattern_matches_nocase(const char *text, const char *name)
{
	return is_pattern(text) && !fnmatch(text, name, FNM_CASEFOLD);
}
