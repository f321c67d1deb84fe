// SPDX-License-Identifier: GPL-2.0-only
/*
 * reread - read a file, or every file below a directory, over and over, until a file
 * exists
 */
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <unistd.h>

static const char usage[] =
	"Example:\n"
	"  reread /sys/kernel/debug/kvm_exits /tmp/stop\n"
	"\n"
	"Prints how many files it has read to their end, and how many were going meanwhile.\n"
	"Status: 0, or 2 for wrong usage.\n";

static unsigned long whole, going;

static int read_file(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	static char buf[1 << 16];
	ssize_t n;
	int fd;

	(void)st;
	(void)ftw;
	if (type != FTW_F)
		return 0;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		going++;
		return 0;
	}
	while ((n = read(fd, buf, sizeof(buf))) > 0)
		;
	close(fd);
	if (n < 0)
		going++;
	else
		whole++;
	return 0;
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fputs(usage, stderr);
		return 2;
	}
	while (access(argv[2], F_OK))
		nftw(argv[1], read_file, 16, FTW_PHYS);
	printf("%lu %lu\n", whole, going);
	return 0;
}
