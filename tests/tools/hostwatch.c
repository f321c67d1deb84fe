// SPDX-License-Identifier: GPL-2.0-only
/*
 * hostwatch - read files of kvm_exits over and over and check what must hold in
 * each read, or between one read and the next, while guests run
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MAX_FILES	64
#define MAX_FIELDS	48
#define MAX_ROWS	4096

struct row {
	char key[128];			/* the columns before the numbers */
	uint64_t number[MAX_FIELDS];
	int numbers;
};

struct table {
	struct row row[MAX_ROWS];
	int rows;
};

static const char usage[] =
	"Examples:\n"
	"  hostwatch --closed --reads 100000 vm/*/vcpu*/hist\n"
	"  hostwatch --monotonic --reads 1000 all cpus\n"
	"\n"
	"--closed     in each row of a hist file the buckets add up to the closed exits\n"
	"--monotonic  no number is smaller than in the read before\n"
	"--reads N    how often each file is read\n"
	"\n"
	"Status: 0 it held in every read (\"N reads\" is printed); 1 it did not, or a\n"
	"file cannot be read; 2 wrong usage.\n";

static char buf[4 << 20];

static void die(const char *what)
{
	fprintf(stderr, "hostwatch: %s: %s\n", what, strerror(errno));
	exit(1);
}

static size_t read_file(int fd, const char *name)
{
	size_t len = 0;
	ssize_t n;

	while ((n = pread(fd, buf + len, sizeof(buf) - 1 - len, len)) > 0)
		len += n;
	if (n < 0)
		die(name);
	buf[len] = '\0';
	return len;
}

/* Whether all of @field is a decimal number that fits. */
static bool parse_number(const char *field, uint64_t *number)
{
	const char *c;

	*number = 0;
	for (c = field; *c >= '0' && *c <= '9'; c++) {
		if (__builtin_mul_overflow(*number, 10, number) ||
		    __builtin_add_overflow(*number, *c - '0', number))
			return false;
	}
	return c != field && !*c;
}

/*
 * The columns up to "name" are the key, the rest are numbers or '-'; @keys is
 * the number of key columns.
 */
static void parse_row(char *line, int keys, struct row *row)
{
	char *field;
	int i;

	row->key[0] = '\0';
	row->numbers = 0;
	for (i = 0; (field = strsep(&line, "\t")); i++) {
		if (i < keys) {
			strncat(row->key, field,
				sizeof(row->key) - strlen(row->key) - 2);
			strcat(row->key, " ");
		} else if (row->numbers < MAX_FIELDS &&
			   parse_number(field, &row->number[row->numbers])) {
			row->numbers++;
		}
	}
}

static void parse_table(struct table *table)
{
	char *text = buf, *line = strsep(&text, "\n"), *field;
	int keys = 0;

	while ((field = strsep(&line, "\t"))) {
		keys++;
		if (!strcmp(field, "name"))
			break;
	}

	table->rows = 0;
	while ((line = strsep(&text, "\n")) && *line && table->rows < MAX_ROWS)
		parse_row(line, keys, &table->row[table->rows++]);
}

static void fail(const char *name, const struct row *row, const char *what)
{
	int i;

	printf("%s: %s: %s\n", name, row->key, what);
	for (i = 0; i < row->numbers; i++)
		printf(" %llu", (unsigned long long)row->number[i]);
	printf("\n");
	exit(1);
}

/* The number at @c, to the tab or line end after it. */
static const char *scan_number(const char *c, uint64_t *number)
{
	for (*number = 0; *c >= '0' && *c <= '9'; c++)
		*number = *number * 10 + (*c - '0');
	return c;
}

static void fail_line(const char *name, const char *line, const char *what)
{
	printf("%s: %s: %.*s\n", name, what, (int)strcspn(line, "\n"), line);
	exit(1);
}

/*
 * 100,000 reads are many: the text is gone through once, number by number, and
 * rows of nothing at a glance.
 */
static void check_closed(const char *name)
{
	static const char nothing[] =
		"\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0"
		"\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\n";
	const char *c = buf + strcspn(buf, "\n"), *line;
	uint64_t number, sum;
	int i;

	while (c[0] && c[1]) {
		line = c + 1;
		c = strchr(strchr(line, '\t') + 1, '\t');
		if (!memcmp(c, nothing, sizeof(nothing) - 1)) {
			c += sizeof(nothing) - 2;
			continue;
		}
		for (i = 0, sum = 0; i < 32 && *c == '\t'; i++) {
			c = scan_number(c + 1, &number);
			sum += number;
		}
		if (*c != '\t')
			fail_line(name, line, "not 32 buckets and the closed exits");
		c = scan_number(c + 1, &number);
		if (*c != '\n')
			fail_line(name, line, "not a number");
		if (sum != number)
			fail_line(name, line, "buckets do not add up to closed exits");
	}
}

static void check_monotonic(const char *name, const struct table *before,
			    const struct table *now)
{
	int i, j, k;

	for (i = 0, k = 0; i < now->rows; i++) {
		const struct row *row = &now->row[i];

		/* Rows keep their order; new ones come between. */
		for (j = k; j < before->rows; j++) {
			if (!strcmp(before->row[j].key, row->key))
				break;
		}
		if (j == before->rows)
			continue;
		k = j + 1;
		for (j = 0; j < row->numbers; j++) {
			if (row->number[j] < before->row[k - 1].number[j])
				fail(name, row, "a number has decreased");
		}
	}
}

static void watch(char **names, int files, long reads, bool closed)
{
	static struct table *now[MAX_FILES], *before[MAX_FILES];
	int fd[MAX_FILES], i;
	long n;

	for (i = 0; i < files; i++) {
		fd[i] = open(names[i], O_RDONLY);
		now[i] = calloc(1, sizeof(*now[i]));
		before[i] = calloc(1, sizeof(*before[i]));
		if (fd[i] < 0 || !now[i] || !before[i])
			die(names[i]);
	}

	for (n = 0; n < reads; n++) {
		for (i = 0; i < files; i++) {
			struct table *last = before[i];

			read_file(fd[i], names[i]);
			before[i] = now[i];
			now[i] = last;
			if (closed) {
				check_closed(names[i]);
			} else {
				parse_table(now[i]);
				check_monotonic(names[i], before[i], now[i]);
			}
		}
	}
	printf("%ld reads\n", reads * files);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "closed", no_argument, NULL, 'c' },
		{ "monotonic", no_argument, NULL, 'm' },
		{ "reads", required_argument, NULL, 'r' },
		{ "help", no_argument, NULL, 'h' },
		{ }
	};
	long reads = 1;
	int mode = 0, o;
	char *end;

	while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (o == 'h') {
			fputs(usage, stdout);
			return 0;
		}
		if (o == '?')
			return 2;
		if (o != 'r') {
			mode = o;
			continue;
		}
		errno = 0;
		reads = strtol(optarg, &end, 10);
		if (errno || *end || end == optarg || reads < 1)
			mode = 0;
	}
	if (!mode || optind == argc || argc - optind > MAX_FILES) {
		fputs(usage, stderr);
		return 2;
	}

	/* The guests that are watched would leave it little time. */
	setpriority(PRIO_PROCESS, 0, -20);
	watch(argv + optind, argc - optind, reads, mode == 'c');
	return 0;
}
