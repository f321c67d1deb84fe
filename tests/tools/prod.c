// SPDX-License-Identifier: GPL-2.0-only
/*
 * prod - do to files of kvm_exits what no sane reader does
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILES	256
#define MAX_BYTES	(16 << 20)
#define MEGABYTE	(1 << 20)

static const char usage[] =
	"Examples:\n"
	"  prod /sys/kernel/debug/kvm_exits/exits   while no guest runs\n"
	"  prod --write /sys/kernel/debug/kvm_exits/detail\n"
	"  prod --hold vm/*/exits vm/*/hist          \"held N\", then wait for end of input\n"
	"\n"
	"Without an option, each file is read byte by byte, in pieces at odd offsets, from\n"
	"behind its end and before its begin, mapped and written to: a piece must be what\n"
	"the whole file has there, and all else refused.\n"
	"--write  what is written is refused: nothing, a megabyte, NUL bytes, words, memory\n"
	"         that is not there\n"
	"--hold   one byte of each is read; at the end of the input, print for each FILE how\n"
	"         read, pread and lseek end then\n"
	"\n"
	"Status: 0 if all was as it must be, 1 if not, 2 wrong usage.\n";

static int failures;
static void *nowhere;		/* a page that may not be touched */

static void wrong(const char *file, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	printf("%s: ", file);
	vprintf(format, args);
	putchar('\n');
	va_end(args);
	failures++;
}

static int open_file(const char *file, int flags)
{
	int fd = open(file, flags | O_CLOEXEC);

	if (fd < 0) {
		fprintf(stderr, "prod: %s: %s\n", file, strerror(errno));
		exit(1);
	}
	return fd;
}

/* Reads to the end, @piece bytes at a time. */
static size_t read_all(int fd, char *buf, size_t piece)
{
	size_t len = 0;
	ssize_t n;

	while ((n = read(fd, buf + len, piece)) > 0)
		len += n;
	return n < 0 ? SIZE_MAX : len;
}

static void check_pieces(const char *file, const char *whole, size_t len, char *buf)
{
	static const size_t pieces[] = { 1, 7, 4095, 4097, MEGABYTE };
	size_t i, got;
	int fd;

	for (i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
		fd = open_file(file, O_RDONLY);
		got = read_all(fd, buf, pieces[i]);
		if (got != len || memcmp(buf, whole, len))
			wrong(file, "read in pieces of %zu differs (%zu of %zu bytes)", pieces[i],
			      got, len);
		close(fd);
	}
}

static void check_offsets(const char *file, const char *whole, size_t len, char *buf)
{
	int fd = open_file(file, O_RDONLY);
	size_t offset, want, i;
	ssize_t n;

	/* Forwards and, with every other, backwards. */
	for (i = 0; i < 64; i++) {
		offset = (i & 1 ? 64 - i : i) * (len / 64 + 1) + i % 13;
		want = offset < len ? len - offset : 0;
		if (want > 11)
			want = 11;
		n = pread(fd, buf, 11, offset);
		if (n < 0 || (size_t)n > want || (want && !n) || memcmp(buf, whole + offset, n))
			wrong(file, "pread at %zu of %zu: %zd", offset, len, n);
	}
	if (pread(fd, buf, 1, INT64_MAX) > 0)
		wrong(file, "pread at the end of all files gives something");
	if (pread(fd, buf, 1, -1) >= 0 || errno != EINVAL)
		wrong(file, "pread before the begin is not refused");
	if (lseek(fd, -1, SEEK_SET) >= 0)
		wrong(file, "lseek before the begin is not refused");
	if (lseek(fd, len + 5, SEEK_SET) == (off_t)len + 5 && read(fd, buf, 1) > 0)
		wrong(file, "a read behind the end gives something");
	if (lseek(fd, 0, SEEK_SET) != 0 || read_all(fd, buf, 100) != len || memcmp(buf, whole, len))
		wrong(file, "from the begin again it differs");
	close(fd);
}

static void check_refused(const char *file, char *buf)
{
	int fd = open_file(file, O_RDWR);

	if (write(fd, "1\n", 2) >= 0)
		wrong(file, "a write is not refused");
	if (mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0) != MAP_FAILED)
		wrong(file, "mmap is not refused");
	if (ioctl(fd, 0x5401, buf) >= 0)
		wrong(file, "an ioctl is not refused");
	if (ftruncate(fd, 0) < 0 && errno != EINVAL && errno != EPERM)
		wrong(file, "ftruncate: %s", strerror(errno));
	if (read(fd, nowhere, 100) >= 0 || errno != EFAULT)
		wrong(file, "a read to nowhere is not EFAULT");
	close(fd);
}

static void check_reads(const char *file, char *whole, char *buf)
{
	int fd = open_file(file, O_RDONLY);
	size_t len = read_all(fd, whole, MAX_BYTES);

	close(fd);
	if (len == SIZE_MAX || len < 2) {
		wrong(file, "cannot be read");
		return;
	}
	check_pieces(file, whole, len, buf);
	check_offsets(file, whole, len, buf);
	check_refused(file, buf);
}

static void refuses(const char *file, int fd, const void *from, size_t len, const char *what)
{
	ssize_t n = write(fd, from, len);

	if (n >= 0)
		wrong(file, "%s: %zd bytes were taken", what, n);
	else if (errno != EINVAL && errno != EFAULT)
		wrong(file, "%s: %s", what, strerror(errno));
}

static void check_writes(const char *file, char *buf)
{
	static const char * const words[] = {
		"x", " ", "\n", "-1", "1x", "x1", "1 1", "0x1", "1.5", "18446744073709551616",
		"FULL", "full1", "%s%s%s%n", "\xff\xfe", "00000000000000000000000000000001",
	};
	int fd = open_file(file, O_WRONLY);
	size_t i;

	refuses(file, fd, "", 0, "nothing");
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		refuses(file, fd, words[i], strlen(words[i]), words[i]);
	refuses(file, fd, "\0", 1, "a NUL byte");
	refuses(file, fd, "1\0", 2, "1 and a NUL byte");
	refuses(file, fd, "1\0001", 3, "a NUL byte between");
	memset(buf, '1', MEGABYTE);
	refuses(file, fd, buf, MEGABYTE, "a megabyte of digits");
	memset(buf, 0, MEGABYTE);
	refuses(file, fd, buf, MEGABYTE, "a megabyte of NUL bytes");
	refuses(file, fd, nowhere, 2, "memory that is not there");
	close(fd);
}

static const char *outcome(long result)
{
	static char text[2][32];
	static int turn;

	turn = !turn;
	if (result >= 0)
		return result ? "data" : "end";
	snprintf(text[turn], sizeof(text[turn]), "%s", strerrorname_np(errno));
	return text[turn];
}

static void hold(int n, char **files, char *buf)
{
	int fds[MAX_FILES], i;

	for (i = 0; i < n; i++) {
		fds[i] = open_file(files[i], O_RDONLY);
		if (read(fds[i], buf, 1) != 1)
			wrong(files[i], "cannot be read");
	}
	printf("held %d\n", n);
	fflush(stdout);
	while (read(STDIN_FILENO, buf, 1) > 0)
		;
	for (i = 0; i < n; i++) {
		printf("%s\tread %s", files[i], outcome(read(fds[i], buf, 100)));
		printf("\tpread %s", outcome(pread(fds[i], buf, 100, 3)));
		printf("\tlseek %s\n", outcome(lseek(fds[i], 0, SEEK_SET)));
		close(fds[i]);
	}
}

int main(int argc, char **argv)
{
	bool holding = argc > 1 && !strcmp(argv[1], "--hold");
	bool writing = argc > 1 && !strcmp(argv[1], "--write");
	int first = 1 + (holding || writing), i;
	static char whole[MAX_BYTES], buf[MAX_BYTES];

	if (argc == 2 && !strcmp(argv[1], "--help")) {
		fputs(usage, stdout);
		return 0;
	}
	if (first >= argc || argv[first][0] == '-' || argc - first > MAX_FILES) {
		fputs(usage, stderr);
		return 2;
	}
	nowhere = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (nowhere == MAP_FAILED)
		return 1;

	if (holding)
		hold(argc - first, argv + first, buf);
	else
		for (i = first; i < argc; i++) {
			if (writing)
				check_writes(argv[i], buf);
			else
				check_reads(argv[i], whole, buf);
		}
	printf("%d files, %d wrong\n", argc - first, failures);
	return failures > 0;
}
