// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "sources/debugfs_read.h"
#include "sources/host_open.h"
#include "sources/source_departed.h"

struct departed_source {
	struct source source;
	struct debugfs debugfs;
};

static int next(struct source *src, struct sample *s, struct failure *f)
{
	struct departed_source *d = (struct departed_source *)src;

	return debugfs_read_departed(&d->debugfs, s, f) ? -1 : SOURCE_SAMPLE;
}

static void close_departed(struct source *src)
{
	free(src);
}

struct source *open_departed(struct query *q, struct failure *f)
{
	struct departed_source *d = xcalloc(1, sizeof(*d));

	d->source = (struct source){ .next = next, .close = close_departed, .live = true };
	q->view.scope = HOST_SCOPE;
	if (!host_open(&d->debugfs, q, f))
		return &d->source;
	free(d);
	return NULL;
}
