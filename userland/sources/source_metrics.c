// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "model/departed.h"
#include "model/hist.h"
#include "sources/debugfs_causes.h"
#include "sources/debugfs_hist.h"
#include "sources/debugfs_read.h"
#include "sources/debugfs_vms.h"
#include "sources/host_open.h"
#include "sources/source_metrics.h"

struct metrics_source {
	struct source source;
	struct debugfs debugfs;
	struct hist hist;
};

/* A copy may be without the VMs that have ended. */
static int add_departed(const struct debugfs *d, struct sample *s, struct failure *f)
{
	struct sample departed = { 0 };
	int result = debugfs_read_departed(d, &departed, f);

	if (result == DEBUGFS_OK)
		departed_add(s, &departed);
	else if (result == DEBUGFS_GONE && !d->live)
		result = DEBUGFS_OK;
	sample_free(&departed);
	return result;
}

/* Where there are none there are no percentiles either, and all else is as good. */
static int add_distributions(struct metrics_source *m, struct sample *s, struct failure *f)
{
	const struct scope_key host = HOST_SCOPE;
	int result = debugfs_read_hist(&m->debugfs, &host, &m->hist, f);

	if (result == DEBUGFS_OK)
		sample_take_hist(s, host, &m->hist);
	return result == DEBUGFS_FAILED ? result : DEBUGFS_OK;
}

static int next(struct source *src, struct sample *s, struct failure *f)
{
	struct metrics_source *m = (struct metrics_source *)src;

	/* Causes right behind what they are of. */
	if (debugfs_read(&m->debugfs, "all", HOST_SCOPE, s, f) ||
	    debugfs_add_causes_if_on(&m->debugfs, s, f) ||
	    add_departed(&m->debugfs, s, f) || add_distributions(m, s, f))
		return -1;
	debugfs_label(&m->debugfs, s);
	return SOURCE_SAMPLE;
}

static void close_metrics(struct source *src)
{
	hist_free(&((struct metrics_source *)src)->hist);
	free(src);
}

struct source *open_metrics(struct query *q, struct failure *f)
{
	struct metrics_source *m = xcalloc(1, sizeof(*m));

	m->source = (struct source){ .next = next, .close = close_metrics, .live = true };
	q->view.scope = HOST_SCOPE;
	if (!host_open(&m->debugfs, q, f))
		return &m->source;
	free(m);
	return NULL;
}
