// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "model/reasons.h"
#include "model/slowest.h"

void slowest_begin(struct slowest *s, struct scope_key scope)
{
	s->scope = scope;
	s->since = 0;
	s->nr = 0;
}

void slowest_add(struct slowest *s, const struct slow_exit *exit)
{
	s->exits = grow(s->exits, &s->room, s->nr, sizeof(*s->exits));
	s->exits[s->nr++] = *exit;
}

static int slowest_first(const void *a, const void *b)
{
	const struct slow_exit *x = a, *y = b;

	if (x->kernel != y->kernel)
		return x->kernel > y->kernel ? -1 : 1;
	return (x->reason > y->reason) - (x->reason < y->reason);
}

void slowest_finish(struct slowest *s, const struct patterns *reasons)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->nr; i++)
		if (!reasons || reason_matches_any(s->exits[i].reason, reasons))
			s->exits[kept++] = s->exits[i];
	s->nr = kept;
	if (kept)
		qsort(s->exits, kept, sizeof(*s->exits), slowest_first);
}

void slowest_free(struct slowest *s)
{
	free(s->exits);
	s->exits = NULL;
	s->nr = 0;
	s->room = 0;
}
