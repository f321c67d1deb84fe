// SPDX-License-Identifier: GPL-2.0-only
/*
 * Stands in for the plugin that counts by BPF, where there is no KVM: it has the files of the
 * directory $PLUGIN_FILES, but for "detail", which is what it was asked for, and "vm", which
 * is a list. $PLUGIN_REFUSES is why it does not begin; when it ends, $PLUGIN_ENDED is written.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bpf/plugin.h"

#ifndef ABI
#define ABI	KVM_EXITSTAT_PLUGIN_ABI
#endif

static char asked[32];

static void *begin(const char *detail, char *why, size_t size)
{
	const char *refuses = getenv("PLUGIN_REFUSES");

	snprintf(asked, sizeof(asked), "%s\n", detail);
	if (!refuses)
		return asked;
	snprintf(why, size, "%s", refuses);
	return NULL;
}

/* A descriptor with what @write has written, at its begin. */
static int text(void (*write)(FILE *out))
{
	int fd = memfd_create("plugin", MFD_CLOEXEC);
	FILE *out = fdopen(dup(fd), "w");

	if (!out)
		return -1;
	write(out);
	fclose(out);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static void write_detail(FILE *out)
{
	fputs(asked, out);
}

static void path_of(char path[4096], const char *file)
{
	const char *files = getenv("PLUGIN_FILES");

	snprintf(path, 4096, "%s/%s", files ? files : "/nonexistent", file);
}

static void write_vms(FILE *out)
{
	struct dirent *entry;
	char path[4096];
	DIR *dir;

	path_of(path, "vm");
	dir = opendir(path);
	while (dir && (entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			fprintf(out, "%s\n", entry->d_name);
	if (dir)
		closedir(dir);
}

static int open_file(void *source, const char *file)
{
	char path[4096];

	if (source != asked) {
		errno = EINVAL;
		return -1;
	}
	if (!strcmp(file, "detail"))
		return text(write_detail);
	if (!strcmp(file, "vm"))
		return text(write_vms);
	path_of(path, file);
	return open(path, O_RDONLY | O_CLOEXEC);
}

static void end(void *source)
{
	const char *file = getenv("PLUGIN_ENDED");
	FILE *out = file && source == asked ? fopen(file, "w") : NULL;

	if (!out)
		return;
	fputs(asked, out);
	fclose(out);
}

static const char *cost(void *source)
{
	return source == asked && !strcmp(asked, "causes\n") ? "at the cost of causes" : "at no cost";
}

const struct kvm_exitstat_plugin *kvm_exitstat_plugin(void)
{
	static const struct kvm_exitstat_plugin plugin = {
		.abi = ABI, .open = begin, .open_file = open_file, .cost = cost, .close = end,
	};

	return &plugin;
}
