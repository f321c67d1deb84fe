// SPDX-License-Identifier: GPL-2.0-only
#include "model/causes.h"
#include "model/timed.h"
#include "sources/debugfs_causes.h"
#include "sources/debugfs_read.h"

/* A cause is looked for only where exits are timed, too; of the others nothing is known. */
static void fill_timed(struct sample *s)
{
	for (size_t i = 0; i < s->nr_rows; i++) {
		u64 *value = s->rows[i].value;

		value[COL_TIMED] = is_other_causes(s->rows[i].reason) && s->untimed ? NOT_KNOWN :
				   value[COL_EXITS];
	}
	timed_finish(s, false);
}

int debugfs_check_causes(const struct debugfs *d, struct failure *f)
{
	if (debugfs_has(d, "causes"))
		return 0;
	return fail(f, "%s: nothing is told of what is behind exits", d->dir);
}

/* The smallest file that has those of these scopes. */
static int read_causes(const struct debugfs *d, const struct sample *of, struct sample *s,
		       struct failure *f)
{
	struct scope_key key = of->nr_scopes == 1 ? of->scopes[0].key : HOST_SCOPE;
	char path[PATH_MAX];

	if (of->nr_scopes != 1 || key.kind == SCOPE_VCPU)
		return debugfs_read(d, "all_causes", HOST_SCOPE, s, f);
	return debugfs_read(d, debugfs_scope_file(&key, "causes", path), key, s, f);
}

int debugfs_add_causes(const struct debugfs *d, struct sample *s, struct failure *f)
{
	struct sample causes = { 0 };
	const int result = read_causes(d, s, &causes, f);

	if (!result) {
		fill_timed(&causes);
		sample_take_causes(s, &causes);
	}
	sample_free(&causes);
	return result;
}

int debugfs_add_causes_if_on(const struct debugfs *d, struct sample *s, struct failure *f)
{
	int result = DEBUGFS_OK;

	if (s->detail == DETAIL_CAUSES)
		result = debugfs_add_causes(d, s, f);
	return result == DEBUGFS_GONE ? DEBUGFS_OK : result;
}
