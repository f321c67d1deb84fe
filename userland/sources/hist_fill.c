// SPDX-License-Identifier: GPL-2.0-only
#include "model/hist.h"
#include "sources/debugfs_hist.h"
#include "sources/hist_fill.h"

static void take_row(const struct hist *h, const struct scope_key *key,
		     const struct hist_row *from, void *sample)
{
	struct sample *s = sample;
	const struct scope *scope = sample_find_since(s, *key, from->since);
	struct row *rows = scope ? scope_rows(s, scope) : NULL;

	for (u32 i = 0; rows && i < scope->nr_rows; i++)
		if (rows[i].reason == from->reason)
			row_set_distribution(s, &rows[i], &h->bounds, from);
}

int hist_fill(const struct debugfs *d, struct sample *s, struct failure *f)
{
	int result = debugfs_each_hist(d, take_row, s, f);

	return result == DEBUGFS_GONE ? DEBUGFS_OK : result;
}
