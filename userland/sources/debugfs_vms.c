// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

size_t debugfs_vms(const struct debugfs *d, u32 **vms)
{
	char path[PATH_MAX];
	size_t nr = 0, room = 0;
	struct dirent *entry;
	DIR *dir;

	*vms = NULL;
	snprintf(path, sizeof(path), "%s/vm", d->dir);
	dir = opendir(path);
	if (!dir)
		return 0;
	while ((entry = readdir(dir))) {
		if (!is_vm_name(entry->d_name))
			continue;
		*vms = grow(*vms, &room, nr, sizeof(**vms));
		(*vms)[nr++] = name_intern(entry->d_name, strlen(entry->d_name));
	}
	closedir(dir);
	return nr;
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
