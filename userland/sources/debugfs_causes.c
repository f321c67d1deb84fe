// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "model/labels.h"
#include "model/names.h"
#include "model/timed.h"
#include "sources/debugfs_causes.h"
#include "sources/debugfs_read.h"

/* A cause is looked for only where exits are timed, too; of the others nothing is known. */
static void fill_timed(struct sample *s)
{
	for (size_t i = 0; i < s->nr_rows; i++) {
		u64 *value = s->rows[i].value;
		const bool other = !strcmp(reason_cause(s->rows[i].reason), "more");

		value[COL_TIMED] = other && s->untimed ? NOT_KNOWN : value[COL_EXITS];
	}
	timed_finish(s, false);
}

int debugfs_read_causes(const struct debugfs *d, struct scope_key scope, struct sample *s,
			struct failure *f)
{
	char path[PATH_MAX];
	struct failure ignored;
	u64 number;
	int result = debugfs_read(d, debugfs_scope_file(&scope, "causes", path), scope, s, f);

	/* The VM may be gone, the modules, or they never had it. */
	if (result == DEBUGFS_GONE && scope.kind == SCOPE_HOST &&
	    !debugfs_number(d, "format", &number, &ignored))
		return fail(f, "%s: nothing is told of what is behind exits", d->dir);
	if (result)
		return result;
	/* Without an exit there is no row. */
	if (scope.kind != SCOPE_VCPU)
		sample_scope(s, scope);
	else if (!sample_keep(s, scope))
		return fail(f, "VM %s has no vCPU %u that has exited", vm_label(scope.vm),
			    scope.vcpu);
	fill_timed(s);
	return DEBUGFS_OK;
}
