// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "sources/source_cpuid.h"
#include "sources/source_guest.h"

struct guest_source {
	struct source source;
	struct leaves leaves;
};

/* The host may change the leaves, or the guest its host, from one to the next. */
static int next(struct source *src, struct sample *s, struct failure *f)
{
	struct guest_source *g = (struct guest_source *)src;
	const bool host_wide = g->leaves.host_wide;

	if (leaves_open(&g->leaves, g->leaves.ask, f))
		return -1;
	if (g->leaves.host_wide != host_wide)
		return fail(f, "the host now shows the exits of %s: start %s again",
			    host_wide ? "this VM only" : "all its VMs", PROGRAM);
	leaves_read(&g->leaves, s);
	return SOURCE_SAMPLE;
}

static void close_guest(struct source *src)
{
	free(src);
}

struct source *open_guest(struct query *q, struct failure *f)
{
	struct guest_source *g = xcalloc(1, sizeof(*g));

	g->source = (struct source){ .next = next, .close = close_guest, .live = true };
	if (leaves_open(&g->leaves, cpuid_instruction, f)) {
		free(g);
		return NULL;
	}
	q->view.scope = HOST_SCOPE;
	if (g->leaves.host_wide)
		g->source.note = "these are the exits of all VMs of the host, not of this one";
	else
		q->view.scope.kind = SCOPE_GUEST;
	return &g->source;
}
