// SPDX-License-Identifier: GPL-2.0-only
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "labels.h"
#include "own_vms.h"
#include "stop.h"

#define FINISH_TRIES	100	/* of 20 ms: a VM may outlive its process a little */

void own_vms_begin(struct own_vms *v, const struct debugfs *d, const struct children *c)
{
	char path[PATH_MAX];

	memset(v, 0, sizeof(*v));
	v->debugfs = d;
	v->children = c;
	v->nr_before = debugfs_vms(d, &v->before);
	snprintf(path, sizeof(path), "%s/vm", d->dir);
	v->notice = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (v->notice >= 0)
		inotify_add_watch(v->notice, path, IN_CREATE | IN_DELETE);
}

void own_vms_wait(struct own_vms *v, int ms)
{
	struct pollfd p = { .fd = v->notice, .events = POLLIN };
	char events[4096];

	if (poll(&p, 1, ms) == 1 && read(v->notice, events, sizeof(events)) < 0)
		return;
}

static bool is_known(const struct own_vms *v, u32 vm)
{
	for (size_t i = 0; i < v->nr; i++)
		if (v->list[i].vm == vm)
			return true;
	for (size_t i = 0; i < v->nr_before; i++)
		if (v->before[i] == vm)
			return true;
	return false;
}

static void add(struct own_vms *v, u32 vm)
{
	v->list = grow(v->list, &v->room, v->nr, sizeof(*v->list));
	v->list[v->nr++] = (struct own_vm){ .vm = vm, .born_ns = now_ns() };
	vm_find_label(vm, "/proc");
}

static void find_new(struct own_vms *v)
{
	u32 *vms;
	size_t nr = debugfs_vms(v->debugfs, &vms);

	for (size_t i = 0; i < nr; i++)
		if (!is_known(v, vms[i]) &&
		    children_have(v->children, vm_process(vms[i], "/proc")))
			add(v, vms[i]);
	free(vms);
}

static struct scope_key key_of(const struct own_vm *vm)
{
	return (struct scope_key){ SCOPE_VM, vm->vm, SCOPE_ANY, SCOPE_ANY };
}

/* A VM's directory is there before its files are, and after they have gone. */
static bool has_directory(const struct own_vms *v, const struct own_vm *vm)
{
	char path[PATH_MAX];

	return !access(debugfs_vm_dir(v->debugfs, vm->vm, path), F_OK);
}

/* Into the VM's own sample only if it is whole. */
static int read_one(struct own_vms *v, struct own_vm *vm, struct failure *f)
{
	struct scope_key key = key_of(vm);
	struct sample s = { 0 };
	char path[PATH_MAX];
	int result = debugfs_read(v->debugfs, scope_path(&key, "exits", path), key, &s, f);

	if (result == DEBUGFS_GONE)
		vm->gone = !has_directory(v, vm);
	if (result == DEBUGFS_OK) {
		sample_free(&vm->sample);
		vm->sample = s;
		return 0;
	}
	sample_free(&s);
	return result == DEBUGFS_FAILED ? -1 : 0;
}

static void take_scope(struct own_vm *vm, const struct sample *departed,
		       const struct scope *scope)
{
	const struct row *rows = scope_rows(departed, scope);
	struct sample s = {
		.isa = departed->isa, .tsc_khz = departed->tsc_khz, .format = departed->format,
		.mono_ns = departed->mono_ns, .wall_ns = departed->wall_ns,
		.columns = departed->columns,
	};
	u32 at = sample_scope(&s, scope->key);

	for (u32 i = 0; i < scope->nr_rows; i++)
		memcpy(sample_add_row(&s, at, rows[i].reason)->value, rows[i].value,
		       sizeof(rows[i].value));
	sample_finish(&s);
	sample_free(&vm->sample);
	vm->sample = s;
	vm->complete = true;
}

/* Whether any has gone whose last numbers are not known. */
static bool some_missing(const struct own_vms *v)
{
	for (size_t i = 0; i < v->nr; i++)
		if (v->list[i].gone && !v->list[i].complete)
			return true;
	return false;
}

/* The host keeps the numbers of a few VMs that ended. */
static int look_among_departed(struct own_vms *v)
{
	struct sample departed = { 0 };
	struct failure ignored;
	int result = debugfs_read(v->debugfs, "departed", HOST_SCOPE, &departed, &ignored);

	for (size_t i = 0; !result && i < v->nr; i++) {
		const struct scope *scope = sample_find(&departed, key_of(&v->list[i]));

		if (scope && !v->list[i].complete)
			take_scope(&v->list[i], &departed, scope);
	}
	sample_free(&departed);
	return result;
}

int own_vms_update(struct own_vms *v, struct failure *f)
{
	find_new(v);
	for (size_t i = 0; i < v->nr; i++)
		if (!v->list[i].gone && read_one(v, &v->list[i], f))
			return -1;
	if (some_missing(v))
		look_among_departed(v);
	return 0;
}

static bool all_complete(const struct own_vms *v)
{
	for (size_t i = 0; i < v->nr; i++)
		if (!v->list[i].complete)
			return false;
	return true;
}

void own_vms_finish(struct own_vms *v)
{
	struct failure ignored;

	for (int try = 0; try < FINISH_TRIES; try++) {
		if (own_vms_update(v, &ignored))
			return;
		if (all_complete(v))
			break;
		/* An old module keeps none. */
		if (look_among_departed(v) == DEBUGFS_GONE)
			break;
		usleep(20000);
	}
}

void own_vms_free(struct own_vms *v)
{
	for (size_t i = 0; i < v->nr; i++)
		sample_free(&v->list[i].sample);
	free(v->list);
	free(v->before);
	if (v->notice >= 0)
		close(v->notice);
}
