// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <stdio.h>

#include "check/check.h"

bool check_has_times(const struct check *c)
{
	return c->detail != DETAIL_OFF && c->detail != DETAIL_COUNTS;
}

bool this_cpu(cpu_set_t *set)
{
	const int cpu = sched_getcpu();

	CPU_ZERO(set);
	if (cpu < 0 || cpu >= CPU_SETSIZE)
		return false;
	CPU_SET(cpu, set);
	return true;
}

size_t check_vms(const struct check *c)
{
	char path[PATH_MAX];
	struct dirent *entry;
	size_t nr = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/vm", c->debugfs.dir);
	dir = opendir(path);
	if (!dir)
		return SIZE_MAX;
	while ((entry = readdir(dir)))
		nr += entry->d_name[0] != '.';
	closedir(dir);
	return nr;
}

int check_is_ours(const struct look *l, u64 created, struct failure *f)
{
	if (l->sample.scopes[0].since >= created)
		return 0;
	return fail(f, "another VM bears the name of the one to check with: run it again, outside "
		       "of a container");
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
	return look_since(c, VCPU_SCOPE(c->subject.name, 0), l, before, f);
}
