// SPDX-License-Identifier: GPL-2.0-only
#include "check/check.h"

bool check_has_times(const struct check *c)
{
	return c->detail != DETAIL_OFF && c->detail != DETAIL_COUNTS;
}

static int look_since(const struct check *c, struct scope_key scope, struct look *l,
		      const struct look *before, struct failure *f)
{
	if (look_at(&c->debugfs, scope, l, f))
		return -1;
	return before ? look_same(before, l, f) : 0;
}

int check_look(const struct check *c, struct look *l, const struct look *before,
	       struct failure *f)
{
	return look_since(c, VM_SCOPE(c->subject.name), l, before, f);
}

int check_look_vcpu(const struct check *c, struct look *l, const struct look *before,
		    struct failure *f)
{
	struct scope_key scope = VM_SCOPE(c->subject.name);

	scope.kind = SCOPE_VCPU;
	scope.vcpu = 0;
	return look_since(c, scope, l, before, f);
}
