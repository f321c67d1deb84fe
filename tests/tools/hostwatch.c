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
#include <time.h>
#include <unistd.h>

#define MAX_FILES	64
#define MAX_COLUMNS	48
#define MAX_ROWS	4096
#define NS_PER_S	1000000000LL

/*
 * @key: the columns up to "name" and, if there is one, "cause", and since when the row counts: with another "since"
 * it is another row
 * @number: of each column behind that, 0 where it is no number
 */
struct row {
	char key[128];
	uint64_t number[MAX_COLUMNS];
};

struct table {
	struct row row[MAX_ROWS];
	int rows;
};

/*
 * The header of a file: its length; its columns; how many; where "name", or the
 * "cause" behind it, and "since" are.
 */
struct header {
	size_t len;
	char text[1024];
	char *column[MAX_COLUMNS];
	int columns, name, since;
};

struct file {
	const char *name;
	int fd;
	struct header header;
	struct table *now, *before;
};

static const char usage[] =
	"Examples:\n"
	"  hostwatch --closed --reads 100000 vm/*/hist\n"
	"  hostwatch --monotonic --rate 1000 --reads 10000 all\n"
	"\n"
	"--closed     in each row of a file of histograms the buckets add up to \"closed\"\n"
	"--monotonic  no number is smaller than in the read before, in a row of the same\n"
	"             \"since\"; but for the rows RUNNING and open, which are no counters\n"
	"--reads N    how often each file is read\n"
	"--rate N     no more often than so many times a second; says how often it was\n"
	"\n"
	"Status: 0 it held in every read (\"N reads\" is printed); 1 it did not, or a\n"
	"file cannot be read; 2 wrong usage.\n";

static char buf[4 << 20];

static void die(const char *what)
{
	fprintf(stderr, "hostwatch: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void wrong(const char *file, const char *what)
{
	printf("%s: %s\n", file, what);
	exit(1);
}

static void read_file(int fd, const char *name)
{
	size_t len = 0;
	ssize_t n;

	while ((n = pread(fd, buf + len, sizeof(buf) - 1 - len, len)) > 0)
		len += n;
	if (n < 0)
		die(name);
	buf[len] = '\0';
}

/* The first line of what was read. */
static void parse_header(struct header *header, const char *file)
{
	char *text = header->text, *column;

	header->len = strcspn(buf, "\n");
	if (header->len >= sizeof(header->text))
		wrong(file, "a header that is too long");
	memcpy(text, buf, header->len);
	text[header->len] = '\0';
	header->name = -1;
	header->since = -1;
	header->columns = 0;
	while ((column = strsep(&text, "\t"))) {
		if (header->columns == MAX_COLUMNS)
			wrong(file, "too many columns");
		if (!strcmp(column, "name") || !strcmp(column, "cause"))
			header->name = header->columns;
		if (!strcmp(column, "since"))
			header->since = header->columns;
		header->column[header->columns++] = column;
	}
	if (header->name < 0 || header->since < 0)
		wrong(file, "no columns name and since");
}

static void add_to_key(struct row *row, const char *field)
{
	if (strlen(row->key) + strlen(field) + 2 > sizeof(row->key))
		wrong(field, "a key that is too long");
	strcat(row->key, field);
	strcat(row->key, " ");
}

static void parse_row(char *line, const struct header *header, struct row *row)
{
	char *field;
	int i;

	memset(row, 0, sizeof(*row));
	for (i = 0; (field = strsep(&line, "\t")); i++) {
		if (i == header->columns)
			wrong(row->key, "more fields than columns");
		if (i <= header->name || i == header->since)
			add_to_key(row, field);
		else
			row->number[i] = strtoull(field, NULL, 10);
	}
	if (i < header->columns)
		wrong(row->key, "fewer fields than columns");
}

static void parse_table(struct table *table, const struct file *file)
{
	char *text = buf + file->header.len + 1, *line;

	table->rows = 0;
	while ((line = strsep(&text, "\n")) && *line) {
		if (table->rows == MAX_ROWS)
			wrong(file->name, "too many rows");
		parse_row(line, &file->header, &table->row[table->rows++]);
	}
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
 * 100,000 reads are many: the text is gone through once, number by number.
 */
static void check_closed(const struct file *file)
{
	const struct header *header = &file->header;
	const char *c = buf + header->len, *line;
	uint64_t number = 0, sum;
	int i;

	while (c[0] && c[1]) {
		line = c + 1;
		for (i = 0; i <= header->name; i++) {
			c += strcspn(c + 1, "\t\n") + 1;
			if (*c != '\t')
				fail_line(file->name, line, "no numbers");
		}
		for (sum = 0; i < header->columns; i++) {
			if (*c != '\t')
				fail_line(file->name, line, "fewer fields than columns");
			c = scan_number(c + 1, &number);
			if (i == header->since)
				break;
			if (!strcmp(header->column[i], "closed")) {
				if (sum != number)
					fail_line(file->name, line,
						  "buckets do not add up to closed exits");
			} else {
				sum += number;
			}
		}
		c += strcspn(c, "\n");
	}
}

static void fail_decreased(const struct file *file, const struct row *before,
			   const struct row *now, int column)
{
	printf("%s: %s%s: %llu, and then %llu\n", file->name, now->key,
	       file->header.column[column], (unsigned long long)before->number[column],
	       (unsigned long long)now->number[column]);
	exit(1);
}

static void check_row(const struct file *file, const struct row *before, const struct row *now)
{
	int i;

	if (strstr(now->key, " RUNNING ") || strstr(now->key, " open "))
		return;
	for (i = file->header.name + 1; i < file->header.columns; i++) {
		if (now->number[i] < before->number[i])
			fail_decreased(file, before, now, i);
	}
}

/* Rows keep their order; new ones come between. */
static void check_monotonic(const struct file *file)
{
	const struct table *now = file->now, *before = file->before;
	int i, j, next = 0;

	for (i = 0; i < now->rows; i++) {
		for (j = next; j < before->rows; j++) {
			if (!strcmp(before->row[j].key, now->row[i].key))
				break;
		}
		if (j == before->rows)
			continue;
		check_row(file, &before->row[j], &now->row[i]);
		next = j + 1;
	}
}

static void check_read(struct file *file, bool closed)
{
	struct table *last = file->before;

	read_file(file->fd, file->name);
	parse_header(&file->header, file->name);
	if (closed) {
		check_closed(file);
		return;
	}
	file->before = file->now;
	file->now = last;
	parse_table(file->now, file);
	check_monotonic(file);
}

static void open_file(struct file *file, const char *name)
{
	file->name = name;
	file->fd = open(name, O_RDONLY | O_CLOEXEC);
	file->now = calloc(1, sizeof(*file->now));
	file->before = calloc(1, sizeof(*file->before));
	if (file->fd < 0 || !file->now || !file->before)
		die(name);
}

static int64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

/* Until @ns, as nothing may be late twice. */
static void sleep_until(int64_t ns)
{
	struct timespec until = { .tv_sec = ns / NS_PER_S, .tv_nsec = ns % NS_PER_S };

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

static void watch(char **names, int files, long reads, long rate, bool closed)
{
	static struct file file[MAX_FILES];
	const int64_t begin = now_ns();
	long n;
	int i;

	for (i = 0; i < files; i++)
		open_file(&file[i], names[i]);
	for (n = 0; n < reads; n++) {
		if (rate)
			sleep_until(begin + n * NS_PER_S / rate);
		for (i = 0; i < files; i++)
			check_read(&file[i], closed);
	}
	printf("%ld reads\n", reads * files);
	if (rate)
		printf("%lld a second\n", (long long)(reads * NS_PER_S / (now_ns() - begin)));
}

/* 0 if it is none */
static long parse_positive(const char *text)
{
	char *end;
	long number;

	errno = 0;
	number = strtol(text, &end, 10);
	return errno || *end || end == text || number < 1 ? 0 : number;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "closed", no_argument, NULL, 'c' },
		{ "monotonic", no_argument, NULL, 'm' },
		{ "reads", required_argument, NULL, 'r' },
		{ "rate", required_argument, NULL, 's' },
		{ "help", no_argument, NULL, 'h' },
		{ }
	};
	long reads = 1, rate = 0;
	bool good = true;
	int mode = 0, o;

	while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (o) {
		case 'h':
			fputs(usage, stdout);
			return 0;
		case 'r':
			reads = parse_positive(optarg);
			good &= reads > 0;
			break;
		case 's':
			rate = parse_positive(optarg);
			good &= rate > 0;
			break;
		case 'c':
		case 'm':
			mode = o;
			break;
		default:
			return 2;
		}
	}
	if (!good || !mode || optind == argc || argc - optind > MAX_FILES) {
		fputs(usage, stderr);
		return 2;
	}

	/* The guests that are watched would leave it little time. */
	setpriority(PRIO_PROCESS, 0, -20);
	watch(argv + optind, argc - optind, reads, rate, mode == 'c');
	return 0;
}
