// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "model/causes.h"
#include "sources/source_causes.h"

struct causes_source {
	struct source source;
	struct source *inner;
	const char *file;
	bool found;
};

/* Of a VM that has ended it is known of the host only. */
static bool has_ended(const struct sample *s)
{
	return s->nr_scopes == 1 && s->scopes[0].ended;
}

static int end(const struct causes_source *c, struct failure *f)
{
	if (c->found || c->inner->live)
		return SOURCE_END;
	return fail(f, "%s: nothing in it of what was behind exits: '%s detail causes' first",
		    c->file, PROGRAM);
}

static int next(struct source *src, struct sample *s, struct failure *f)
{
	struct causes_source *c = (struct causes_source *)src;
	int got;

	while ((got = c->inner->next(c->inner, s, f)) == SOURCE_SAMPLE) {
		if (!s->causes && !s->are_causes && (!c->inner->live || has_ended(s)))
			continue;
		c->found = true;
		if (!s->are_causes)
			sample_become_causes(s);
		return SOURCE_SAMPLE;
	}
	return got < 0 ? -1 : end(c, f);
}

static void close_causes(struct source *src)
{
	struct causes_source *c = (struct causes_source *)src;

	c->inner->close(c->inner);
	free(c);
}

struct source *open_causes(struct source *inner, const char *file)
{
	struct causes_source *c = xcalloc(1, sizeof(*c));

	c->source = (struct source){
		.next = next, .close = close_causes, .live = inner->live,
		.from_now = inner->from_now, .whole = inner->whole,
	};
	c->inner = inner;
	c->file = file;
	return &c->source;
}
