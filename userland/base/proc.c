// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/fields.h"
#include "base/proc.h"

size_t proc_read(const char *proc, unsigned int pid, const char *file, char *buffer,
		 size_t room)
{
	char path[PATH_MAX];
	size_t used = 0;
	ssize_t got;
	int fd;

	snprintf(path, sizeof(path), "%s/%u/%s", proc, pid, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	while (used < room && (got = read(fd, buffer + used, room - used)) > 0)
		used += got;
	close(fd);
	return used;
}

/* A number in /proc/PID/status, 0 without. @key begins with a newline. */
static unsigned int status_number(const char *proc, unsigned int pid, const char *key)
{
	char status[4096];
	size_t len = proc_read(proc, pid, "status", status, sizeof(status) - 1);
	const char *found;

	status[len] = '\0';
	found = strstr(status, key);
	return found ? leading_number(found + strlen(key)) : 0;
}

unsigned int process_of(unsigned int thread, const char *proc)
{
	return status_number(proc, thread, "\nTgid:\t");
}

unsigned int process_parent(unsigned int pid, const char *proc)
{
	return status_number(proc, pid, "\nPPid:\t");
}
