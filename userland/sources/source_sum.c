// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "sources/source_sum.h"
#include "sources/whole.h"

struct sum_source {
	struct source source;
	struct source *inner;
	bool ended;
};

static int next(struct source *src, struct sample *s, struct failure *f)
{
	struct sum_source *sum = (struct sum_source *)src;
	int nr;

	if (sum->ended)
		return SOURCE_END;
	sum->ended = true;
	sample_clear(s);
	nr = read_whole(sum->inner, s, f);
	return nr < 0 ? -1 : nr ? SOURCE_SAMPLE : SOURCE_END;
}

static void close_sum(struct source *src)
{
	struct sum_source *sum = (struct sum_source *)src;

	sum->inner->close(sum->inner);
	free(sum);
}

struct source *open_sum(struct source *inner)
{
	struct sum_source *sum = xcalloc(1, sizeof(*sum));

	sum->source = (struct source){ .next = next, .close = close_sum, .whole = true };
	sum->inner = inner;
	return &sum->source;
}
