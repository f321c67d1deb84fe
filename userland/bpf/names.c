// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "names.h"

/* is_vm: a directory of numbers, "219-4"; all else are KVM's own files */
static bool is_vm(const char *name)
{
	return *name >= '0' && *name <= '9' && strchr(name, '-') && strlen(name) < BPF_NAME;
}

static void add(struct bpf_names *names, const char *name)
{
	char (*grown)[BPF_NAME] = reallocarray(names->name, names->n + 1, sizeof(*grown));

	if (!grown)
		return;
	names->name = grown;
	snprintf(names->name[names->n++], BPF_NAME, "%s", name);
}

void bpf_names_read(struct bpf_names *names)
{
	DIR *dir = opendir("/sys/kernel/debug/kvm");
	struct dirent *entry;

	*names = (struct bpf_names) {};
	if (!dir)
		return;
	while ((entry = readdir(dir)))
		if (is_vm(entry->d_name))
			add(names, entry->d_name);
	closedir(dir);
}

void bpf_names_free(struct bpf_names *names)
{
	free(names->name);
	*names = (struct bpf_names) {};
}

static size_t index_of(const struct bpf_names *names, const char *name)
{
	size_t i = 0;

	while (i < names->n && strcmp(names->name[i], name))
		i++;
	return i;
}

bool bpf_names_has(const struct bpf_names *names, const char *name)
{
	return index_of(names, name) < names->n;
}

void bpf_names_drop(struct bpf_names *names, const char *name)
{
	size_t i = index_of(names, name);

	if (i == names->n)
		return;
	names->n--;
	memmove(names->name + i, names->name + i + 1, (names->n - i) * sizeof(*names->name));
}
