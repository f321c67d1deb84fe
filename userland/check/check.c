// SPDX-License-Identifier: GPL-2.0-only
#include "check/check.h"

bool check_has_times(const struct check *c)
{
	return c->detail != DETAIL_OFF && c->detail != DETAIL_COUNTS;
}

int check_look(const struct check *c, struct look *l, const struct look *before,
	       struct failure *f)
{
	if (look_at(&c->debugfs, c->subject.name, l, f))
		return -1;
	return before ? look_same(before, l, f) : 0;
}
