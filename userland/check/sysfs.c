// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "check/sysfs.h"

bool sysfs_text(const char *path, char *text, size_t room)
{
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t got;

	*text = '\0';
	if (fd < 0)
		return false;
	got = read(fd, text, room - 1);
	close(fd);
	if (got < 0)
		got = 0;
	text[got] = '\0';
	text[strcspn(text, "\r\n")] = '\0';
	return got > 0;
}
