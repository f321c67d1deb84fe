// SPDX-License-Identifier: GPL-2.0-only
#include <asm/svm.h>
#include <stdlib.h>

#include "check/look.h"
#include "model/names.h"
#include "sources/debugfs_read.h"
#include "vmm/ticks.h"

#define IDLE_HLT	0xa6	/* SVM_EXIT_IDLE_HLT; headers may be older than it */

int look_at(const struct debugfs *d, struct scope_key scope, struct look *l, struct failure *f)
{
	l->before = ticks_now();
	if (debugfs_read_scope(d, scope, &l->sample, f))
		return -1;
	l->after = ticks_now();
	if (l->sample.cut || l->sample.nr_scopes != 1)
		return fail(f, "%s/vm/%s: damaged", d->dir, name_text(scope.vm));
	return 0;
}

void look_free(struct look *l)
{
	sample_free(&l->sample);
}

int look_same(const struct look *a, const struct look *b, struct failure *f)
{
	if (a->sample.scopes[0].since == b->sample.scopes[0].since)
		return 0;
	return fail(f, "somebody has reset the statistics meanwhile: try again");
}

u64 look_row(const struct look *l, u32 nr, enum column column)
{
	const struct scope *scope = &l->sample.scopes[0];
	const struct row *row = scope_rows(&l->sample, scope);
	char *end;

	for (size_t i = 0; i < scope->nr_rows; i++, row++) {
		const char *text = reason_nr(row->reason);

		if (strtoull(text, &end, 0) == nr && end != text && !*end)
			return row->value[column];
	}
	return 0;
}

u64 look_exits(const struct look *l, u32 nr)
{
	u64 exits = look_row(l, nr, COL_EXITS);

	if (l->sample.isa == ISA_SVM && nr == SVM_EXIT_HLT)
		exits += look_row(l, IDLE_HLT, COL_EXITS);
	return exits;
}

u64 look_total(const struct look *l, enum column column)
{
	return l->sample.scopes[0].total[column];
}

u64 look_growth(const struct look *from, const struct look *to, enum column column)
{
	const u64 old = look_total(from, column), now = look_total(to, column);

	return now > old ? now - old : 0;
}
