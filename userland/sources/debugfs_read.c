// SPDX-License-Identifier: GPL-2.0-only
#include <limits.h>
#include <stdio.h>

#include "model/departed.h"
#include "model/labels.h"
#include "model/names.h"
#include "sources/debugfs_read.h"
#include "sources/parse.h"
#include "sources/timed_fill.h"

#define READ_TRIES	5	/* of two files, until they are of one moment */

const char *exits_path(const struct scope_key *key, char path[PATH_MAX])
{
	const char *file = key->kind == SCOPE_VCPU ? "vcpus" : "exits";

	if (key->vm != SCOPE_ANY)
		snprintf(path, PATH_MAX, "vm/%s/%s", name_text(key->vm), file);
	else
		snprintf(path, PATH_MAX, "%s", file);
	return path;
}

int debugfs_read(const struct debugfs *d, const char *file, struct scope_key scope,
		 struct sample *s, struct failure *f)
{
	char path[PATH_MAX];
	struct failure ignored;
	struct parser p;
	struct lines l;
	int result = debugfs_lines(d, file, &l, path, f);

	if (result != DEBUGFS_OK)
		return result;
	sample_clear(s);
	s->isa = d->isa;
	s->tsc_khz = d->tsc_khz;
	s->format = d->format;
	parse_begin(&p, s, path, scope, f);
	result = parse_lines(&p, &l);
	if (result && debugfs_is_gone(d, l.error))
		result = DEBUGFS_GONE;
	lines_close(&l);
	if (result)
		return result;
	timed_fill(d, s);
	/* A copy may be without it. */
	if (debugfs_number(d, "backwards", &s->backwards, &ignored))
		s->backwards = 0;
	return debugfs_stamp(d, s, f);
}

int debugfs_read_scope(const struct debugfs *d, struct scope_key scope, struct sample *s,
		       struct failure *f)
{
	char path[PATH_MAX];
	int result = debugfs_read(d, exits_path(&scope, path), scope, s, f);

	if (result || scope.kind != SCOPE_VCPU)
		return result;
	if (sample_keep(s, scope)) {
		timed_fill(d, s);
		return DEBUGFS_OK;
	}
	fail(f, "VM %s has no vCPU %u", vm_label(scope.vm), scope.vcpu);
	return DEBUGFS_GONE;
}

/* The VM as the sum of its vCPUs: what it does up to its end is told of the VM only. */
static int add_vm(const struct debugfs *d, struct scope_key vm, struct sample *s,
		  struct failure *f)
{
	struct sample exits = { 0 };
	int result = debugfs_read_scope(d, vm, &exits, f);

	if (!result && exits.nr_scopes)
		sample_add_sum(s, vm, exits.scopes[0].since);
	sample_free(&exits);
	return result;
}

int debugfs_read_vcpus(const struct debugfs *d, u32 vm, struct sample *s, struct failure *f)
{
	struct scope_key vcpus = VM_SCOPE(vm);
	char path[PATH_MAX];
	int result;

	vcpus.kind = SCOPE_VCPU;
	result = debugfs_read(d, exits_path(&vcpus, path), VM_SCOPE(vm), s, f);
	return result ? result : add_vm(d, VM_SCOPE(vm), s, f);
}

int debugfs_read_departed(const struct debugfs *d, struct sample *s, struct failure *f)
{
	struct scope_key key = HOST_SCOPE;

	key.kind = SCOPE_DEPARTED;
	return debugfs_read(d, "departed", key, s, f);
}

/* A copy may be without the VMs that have ended. */
static int join_departed(const struct debugfs *d, struct sample *s, bool *same,
			 struct failure *f)
{
	struct sample departed = { 0 };
	int result = debugfs_read_departed(d, &departed, f);

	*same = true;
	if (result == DEBUGFS_OK)
		*same = departed_join(s, &departed);
	else if (result == DEBUGFS_GONE && !d->live)
		result = DEBUGFS_OK;
	sample_free(&departed);
	return result;
}

int debugfs_read_all(const struct debugfs *d, struct sample *s, struct failure *f)
{
	bool same = false;
	int result = DEBUGFS_OK;

	/* Where VMs end faster than they can be read, nearly right has to do. */
	for (int try = 0; !result && !same && try < READ_TRIES; try++) {
		result = debugfs_read(d, "all", HOST_SCOPE, s, f);
		if (!result)
			result = join_departed(d, s, &same, f);
	}
	return result;
}
