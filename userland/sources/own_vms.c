// SPDX-License-Identifier: GPL-2.0-only
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fields.h"
#include "base/stop.h"
#include "model/departed.h"
#include "model/difference.h"
#include "model/labels.h"
#include "model/names.h"
#include "sources/debugfs_causes.h"
#include "sources/debugfs_read.h"
#include "sources/debugfs_vms.h"
#include "sources/own_vms.h"
#include "sources/vm_process.h"

#define FINISH_TRIES	100	/* of 20 ms: a VM may outlive its process a little */

void own_vms_begin(struct own_vms *v, const struct debugfs *d, const struct children *c)
{
	struct sample now = { 0 };
	struct failure ignored;

	memset(v, 0, sizeof(*v));
	v->debugfs = d;
	v->children = c;
	v->nr_before = debugfs_vms(d, &v->before);
	if (!debugfs_stamp(d, &now, &ignored))
		v->begun_ns = now.boot_ns;
	v->notice = debugfs_watch_vms(d);
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
		if (v->list[i].vm == vm && !v->list[i].gone)
			return true;
	for (size_t i = 0; i < v->nr_before; i++)
		if (v->before[i] == vm)
			return true;
	return false;
}

static void add(struct own_vms *v, u32 vm)
{
	v->list = grow(v->list, &v->room, v->nr, sizeof(*v->list));
	v->list[v->nr++] = (struct own_vm){ .vm = vm };
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

/* What was behind exits is not told any more of one that has ended: what was known stays. */
static void take_sample(struct own_vm *vm, struct sample *s)
{
	if (!s->causes) {
		s->causes = vm->sample.causes;
		vm->sample.causes = NULL;
	}
	sample_free(&vm->sample);
	vm->sample = *s;
	vm->since = s->scopes[0].since;
}

static void read_causes(const struct own_vms *v, struct sample *s)
{
	struct failure ignored;

	if (v->want_causes)
		debugfs_add_causes(v->debugfs, s, &ignored);
}

/* What there is no more is as it was. */
static void read_vcpus(const struct own_vms *v, struct own_vm *vm)
{
	struct sample s = { 0 };
	struct failure ignored;

	if (!debugfs_read_vcpus(v->debugfs, vm->vm, &s, &ignored) && s.nr_scopes) {
		read_causes(v, &s);
		sample_free(&vm->vcpus);
		vm->vcpus = s;
	} else {
		sample_free(&s);
	}
}

/*
 * Into the VM's own sample only if it is whole. With another begin it is the next VM of
 * this name (or the same one after a reset, which is told apart as little).
 */
static int read_one(struct own_vms *v, size_t at, struct failure *f)
{
	struct own_vm *vm = &v->list[at];
	struct sample s = { 0 };
	int result = debugfs_read_scope(v->debugfs, VM_SCOPE(vm->vm), &s, f);

	/* A VM's directory is there before its files are, and after they have gone. */
	if (result == DEBUGFS_GONE)
		vm->gone = !debugfs_has_vm(v->debugfs, vm->vm);
	if (result != DEBUGFS_OK || !s.nr_scopes) {
		sample_free(&s);
		return result == DEBUGFS_FAILED ? -1 : 0;
	}
	if (vm->since && vm->since != s.scopes[0].since) {
		vm->gone = true;
		add(v, vm->vm);
		vm = &v->list[v->nr - 1];
	}
	read_causes(v, &s);
	take_sample(vm, &s);
	if (v->want_vcpus)
		read_vcpus(v, vm);
	return 0;
}

static bool is_this(const struct own_vms *v, const struct own_vm *vm, const struct scope *scope)
{
	if (scope->key.vm != vm->vm)
		return false;
	return vm->since ? scope->since == vm->since : scope->since >= v->begun_ns;
}

static void take_departed(struct own_vm *vm, const struct sample *departed,
			  const struct scope *scope)
{
	struct sample s = { 0 };

	sample_copy(&s, departed);
	sample_keep(&s, scope->key);
	sample_rename(&s, VM_SCOPE(vm->vm));
	take_sample(vm, &s);
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

/* The process in the name of a VM: it is not asked for, as it may have ended. */
static unsigned int pid_of(u32 vm)
{
	return strtoul(name_text(vm), NULL, 10);
}

static bool is_ours(const struct own_vms *v, u32 vm)
{
	unsigned int pid = pid_of(vm);

	for (size_t i = 0; i < v->nr; i++)
		if (pid_of(v->list[i].vm) == pid)
			return true;
	return pid == (unsigned int)v->children->first;
}

/* A VM that has begun and ended between two looks, of a process that is known. */
static bool is_unseen(const struct own_vms *v, const struct scope *scope)
{
	if (is_older(&scope->key) || !v->begun_ns || scope->since < v->begun_ns)
		return false;
	for (size_t i = 0; i < v->nr; i++)
		if (v->list[i].vm == scope->key.vm && v->list[i].since == scope->since)
			return false;
	return is_ours(v, scope->key.vm);
}

/* The host keeps the numbers of a few VMs that ended. */
static int look_among_departed(struct own_vms *v)
{
	struct sample departed = { 0 };
	struct failure ignored;
	int result = debugfs_read_departed(v->debugfs, &departed, &ignored);

	for (size_t i = 0; !result && i < v->nr; i++)
		for (size_t d = 0; !v->list[i].complete && d < departed.nr_scopes; d++)
			if (is_this(v, &v->list[i], &departed.scopes[d]))
				take_departed(&v->list[i], &departed, &departed.scopes[d]);
	for (size_t d = 0; !result && d < departed.nr_scopes; d++) {
		const struct scope *scope = &departed.scopes[d];

		if (!is_unseen(v, scope))
			continue;
		add(v, scope->key.vm);
		v->list[v->nr - 1].gone = true;
		take_departed(&v->list[v->nr - 1], &departed, scope);
	}
	sample_free(&departed);
	return result;
}

int own_vms_update(struct own_vms *v, struct failure *f)
{
	find_new(v);
	for (size_t i = 0; i < v->nr; i++)
		if (!v->list[i].gone && read_one(v, i, f))
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
		/* Those that nobody has seen are found here; no module, no list. */
		if (look_among_departed(v) == DEBUGFS_GONE || all_complete(v))
			break;
		usleep(20000);
	}
}

static void add_part(const struct sample *earlier, const struct sample *later, struct sample *life)
{
	struct sample part = { 0 };

	sample_difference(earlier, later, &part);
	sample_accumulate(life, &part);
	sample_free(&part);
}

void own_vm_life(const struct own_vm *vm, struct sample *life)
{
	struct sample nothing = { .are_causes = true };
	const struct sample begin = {
		.boot_ns = vm->since, .columns = vm->sample.columns, .causes = &nothing,
	};
	const struct sample *earlier = &begin;
	struct scope_key ended = VM_SCOPE(vm->vm);
	struct sample last = { 0 };

	if (vm->vcpus.nr_scopes) {
		add_part(&begin, &vm->vcpus, life);
		earlier = &vm->vcpus;
	}
	if (!vm->complete)
		return;
	ended.kind = SCOPE_DEPARTED;
	ended.since = vm->since;
	sample_copy(&last, &vm->sample);
	sample_rename(&last, ended);
	add_part(earlier, &last, life);
	sample_free(&last);
}

void own_vms_free(struct own_vms *v)
{
	for (size_t i = 0; i < v->nr; i++) {
		sample_free(&v->list[i].sample);
		sample_free(&v->list[i].vcpus);
	}
	free(v->list);
	free(v->before);
	if (v->notice >= 0)
		close(v->notice);
}
