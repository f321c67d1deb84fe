// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>

#include "model/labels.h"
#include "model/names.h"
#include "sources/debugfs_vms.h"
#include "sources/vm_process.h"

/* "<pid>-<fd>"; a copied tree may hold anything. */
static bool is_vm_name(const char *name)
{
	size_t pid = strspn(name, "0123456789");
	size_t fd = name[pid] == '-' ? strspn(name + pid + 1, "0123456789") : 0;

	return pid && fd && !name[pid + 1 + fd];
}

struct vm_list {
	u32 *vms;
	size_t nr, room;
};

static void add_name(struct vm_list *l, const char *name)
{
	if (!is_vm_name(name))
		return;
	l->vms = grow(l->vms, &l->room, l->nr, sizeof(*l->vms));
	l->vms[l->nr++] = name_intern(name, strlen(name));
}

static void list_directory(const struct debugfs *d, struct vm_list *l)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;

	snprintf(path, sizeof(path), "%s/vm", d->dir);
	dir = opendir(path);
	if (!dir)
		return;
	while ((entry = readdir(dir)))
		add_name(l, entry->d_name);
	closedir(dir);
}

/* It has them in a file, a line each. */
static void list_of_plugin(const struct debugfs *d, struct vm_list *l)
{
	char path[PATH_MAX], name[64];
	struct failure ignored;
	struct lines lines;
	const char *text;
	size_t len;

	if (debugfs_lines(d, "vm", &lines, path, &ignored))
		return;
	while (lines_next(&lines, &text, &len, &ignored) == LINES_ONE) {
		snprintf(name, sizeof(name), "%.*s", (int)len, text);
		add_name(l, name);
	}
	lines_close(&lines);
}

size_t debugfs_vms(const struct debugfs *d, u32 **vms)
{
	struct vm_list l = { .nr = 0 };

	if (d->plugin)
		list_of_plugin(d, &l);
	else
		list_directory(d, &l);
	*vms = l.vms;
	return l.nr;
}

bool debugfs_has_vm(const struct debugfs *d, u32 vm)
{
	u32 *vms;
	const size_t nr = debugfs_vms(d, &vms);
	size_t i = 0;

	while (i < nr && vms[i] != vm)
		i++;
	free(vms);
	return i < nr;
}

int debugfs_watch_vms(const struct debugfs *d)
{
	char path[PATH_MAX];
	int notice;

	if (d->plugin)
		return -1;
	notice = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	snprintf(path, sizeof(path), "%s/vm", d->dir);
	if (notice >= 0)
		inotify_add_watch(notice, path, IN_CREATE | IN_DELETE);
	return notice;
}

static void label_vm(const struct debugfs *d, u32 vm)
{
	if (d->live && !vm_has_label(vm))
		vm_find_label(vm, "/proc");
}

/* The VMs that --vm means: how many, or a failure. The caller frees. */
static int find_vms(const struct debugfs *d, const char *text, u32 **vms, struct failure *f)
{
	size_t nr = debugfs_vms(d, vms), found = 0;

	for (size_t i = 0; i < nr; i++) {
		label_vm(d, (*vms)[i]);
		if (vm_matches((*vms)[i], text))
			(*vms)[found++] = (*vms)[i];
	}
	if (!found)
		return fail(f, "no VM '%s' is running: '%s --per-vm' lists those that are",
			    text, PROGRAM);
	return found;
}

static int find_vm(const struct debugfs *d, const char *text, u32 *vm, struct failure *f)
{
	u32 *vms;
	int found = find_vms(d, text, &vms, f);

	if (found == 1)
		*vm = vms[0];
	if (found > 1)
		fail_ambiguous(text, vms, found, f);
	free(vms);
	return found == 1 ? 0 : -1;
}

static int find_each(const struct debugfs *d, const struct patterns *p, struct failure *f)
{
	for (size_t i = 0; i < p->nr; i++) {
		u32 *vms;
		int found = find_vms(d, p->list[i], &vms, f);

		free(vms);
		if (found < 0)
			return -1;
	}
	return 0;
}

int debugfs_resolve(const struct debugfs *d, struct query *q, struct failure *f)
{
	struct scope_key *key = &q->view.scope;

	*key = HOST_SCOPE;
	key->cpu = q->cpu;
	key->vcpu = q->vcpu;
	if (q->cpu != SCOPE_ANY)
		key->kind = SCOPE_CPU;
	if (!q->vms.nr)
		return 0;
	if (q->view.vms)
		return find_each(d, q->view.vms, f);
	key->kind = q->vcpu == SCOPE_ANY ? SCOPE_VM : SCOPE_VCPU;
	return find_vm(d, q->vms.list[0], &key->vm, f);
}

void debugfs_label(const struct debugfs *d, const struct sample *s)
{
	for (size_t i = 0; i < s->nr_scopes; i++)
		if (s->scopes[i].key.kind == SCOPE_VM)
			label_vm(d, s->scopes[i].key.vm);
}
