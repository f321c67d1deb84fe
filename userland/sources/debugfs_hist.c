// SPDX-License-Identifier: GPL-2.0-only
#include "sources/debugfs_hist.h"
#include "sources/parse_hist.h"

/* Lines that have been parsed with a result: whether the file is gone is seen now. */
static int end_hist(const struct debugfs *d, struct lines *l, int result)
{
	if (result && debugfs_is_gone(d, l->error))
		result = DEBUGFS_GONE;
	lines_close(l);
	return result;
}

int debugfs_read_hist(const struct debugfs *d, const struct scope_key *scope, struct hist *h,
		      struct failure *f)
{
	char path[PATH_MAX], file[PATH_MAX];
	struct lines l;
	int result = debugfs_lines(d, debugfs_scope_file(scope, "hist", file), &l, path, f);

	return result ? result : end_hist(d, &l, hist_parse(h, &l, scope, f));
}

int debugfs_each_hist(const struct debugfs *d, hist_row_fn take, void *argument,
		      struct failure *f)
{
	const struct scope_key host = HOST_SCOPE;
	char path[PATH_MAX];
	struct hist h = { 0 };
	struct lines l;
	int result = debugfs_lines(d, "all_hist", &l, path, f);

	if (!result)
		result = end_hist(d, &l, hist_each(&h, &l, &host, take, argument, f));
	hist_free(&h);
	return result;
}
