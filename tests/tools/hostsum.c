// SPDX-License-Identifier: GPL-2.0-only
/*
 * hostsum - read departed, all and exits of kvm_exits over and over, while VMs begin and
 * end, and check that the host is the sum of its VMs, those that live and those that
 * have ended, in each read and from each read to the next
 */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
	"Examples:\n"
	"  hostsum /sys/kernel/debug/kvm_exits /tmp/stop\n"
	"  hostsum --copies /tmp/first /tmp/second\n"
	"                     two copies of DIRECTORY, one made after the other\n"
	"\n"
	"Reads DIRECTORY's departed, all and exits until the file exists, and checks:\n"
	"- what may be subtracted, as scope and since are the same, never decreases, but for\n"
	"  RUNNING; and what has ended does not change any more;\n"
	"- in each read TOTAL is the sum of its rows, a VM the sum of its vCPUs; no VM is\n"
	"  there twice;\n"
	"- the host, less the VMs that live, is what `departed` has: not less than it had\n"
	"  before the read, not more than after it;\n"
	"- the host's rows in `all` and in `exits` are one series.\n"
	"\n"
	"Status: 0 it held (how much was read is printed); 1 it did not, or a file cannot be\n"
	"read; 2 wrong usage.\n";

enum column { EXITS, GUEST, KERNEL, USER, HALTED, BLOCKED, STEAL, NESTED, MAX, NR_COLUMNS };

/* All but the last can be added. */
#define NR_SUMS		MAX

static const char * const column_names[NR_COLUMNS] = {
	"exits", "guest", "kernel", "user", "halted", "blocked", "steal", "nested", "max",
};

/* Columns that are not in each file are empty then. */
enum label { SCOPE, VM, VCPU, NAME, SINCE, ENDED, NR_LABELS };

static const char * const label_names[NR_LABELS] = {
	"scope", "vm", "vcpu", "name", "since", "ended",
};

struct row {
	const char *label[NR_LABELS];
	uint64_t value[NR_COLUMNS];
};

/* One read of a file; @text is cut into the rows' labels. */
struct table {
	const char *name;
	int fd;
	char *text;
	size_t room;
	struct row *rows;
	size_t nr_rows, max_rows;
};

/* A sum of rows, by exit reason. */
#define MAX_REASONS	256

struct sums {
	size_t nr;
	struct {
		char name[48];
		uint64_t value[NR_COLUMNS];
	} reason[MAX_REASONS];
};

static unsigned long reads, lives;

static void __attribute__((noreturn, format(printf, 1, 2))) fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\nin read %lu\n", reads);
	exit(1);
}

static void *more(void *old, size_t bytes)
{
	void *new = realloc(old, bytes);

	if (!new) {
		perror("hostsum");
		exit(1);
	}
	return new;
}

/* What a row is of, in words. */
static const char *about(const struct table *table, const struct row *row)
{
	static char text[2][256];
	static int turn;

	turn = !turn;
	snprintf(text[turn], sizeof(text[turn]), "%s: %s %s %s %s since %s", table->name,
		 row->label[SCOPE], row->label[VM], row->label[VCPU], row->label[NAME],
		 row->label[SINCE]);
	return text[turn];
}

static void read_text(struct table *table)
{
	size_t len = 0;
	ssize_t n;

	do {
		if (table->room - len < 65536) {
			table->room = table->room * 2 + (1 << 20);
			table->text = more(table->text, table->room);
		}
		n = pread(table->fd, table->text + len, table->room - len - 1, len);
		if (n < 0)
			fail("%s: %s", table->name, strerror(errno));
		len += n;
	} while (n);
	table->text[len] = '\0';
}

/* Which label or, counted on from there, which number each column is; -1: neither. */
static void read_header(const struct table *table, char *line, int *columns, int nr_columns)
{
	bool found[NR_LABELS + NR_COLUMNS] = { false };
	char *field;
	int i, j;

	for (i = 0; i < nr_columns; i++)
		columns[i] = -1;
	for (i = 0; (field = strsep(&line, "\t")) && i < nr_columns; i++) {
		for (j = 0; j < NR_LABELS + NR_COLUMNS; j++) {
			if (strcmp(field, j < NR_LABELS ? label_names[j] :
						column_names[j - NR_LABELS]))
				continue;
			columns[i] = j;
			found[j] = true;
		}
	}
	for (j = NAME; j < NR_LABELS + NR_COLUMNS; j++) {
		if (!found[j] && j != ENDED)
			fail("%s has no column %s", table->name,
			     j < NR_LABELS ? label_names[j] : column_names[j - NR_LABELS]);
	}
}

static void read_row(const struct table *table, char *line, const int *columns, int nr_columns,
		     struct row *row)
{
	char *field, *rest;
	int i, j;

	for (j = 0; j < NR_LABELS; j++)
		row->label[j] = "";
	for (i = 0; (field = strsep(&line, "\t")); i++) {
		if (i >= nr_columns || columns[i] < 0)
			continue;
		if (columns[i] < NR_LABELS) {
			row->label[columns[i]] = field;
			continue;
		}
		errno = 0;
		row->value[columns[i] - NR_LABELS] = strtoull(field, &rest, 10);
		if (errno || rest == field || *rest || *field == '-')
			fail("%s: '%s' is no number", table->name, field);
	}
}

/* @table becomes what the file has now. */
static void read_table(struct table *table)
{
	int columns[32];
	char *text, *line;

	read_text(table);
	text = table->text;
	table->nr_rows = 0;
	read_header(table, strsep(&text, "\n"), columns, 32);
	while ((line = strsep(&text, "\n")) && *line) {
		if (table->nr_rows == table->max_rows) {
			table->max_rows = table->max_rows * 2 + 1024;
			table->rows = more(table->rows, table->max_rows * sizeof(*table->rows));
		}
		read_row(table, line, columns, 32, &table->rows[table->nr_rows++]);
	}
	if (line && text && *text)
		fail("%s: an empty line", table->name);
}

static bool is(const struct row *row, enum label label, const char *what)
{
	return !strcmp(row->label[label], what);
}

static bool same(const struct row *a, const struct row *b, enum label label)
{
	return !strcmp(a->label[label], b->label[label]);
}

/* A vCPU's number is one in its VM, and the VM's name in its since. */
static bool same_scope(const struct row *a, const struct row *b)
{
	return same(a, b, SINCE) && same(a, b, VM) && same(a, b, VCPU) && same(a, b, SCOPE);
}

static void add(uint64_t *sum, const uint64_t *value)
{
	int i;

	for (i = 0; i < NR_SUMS; i++)
		sum[i] += value[i];
	if (value[MAX] > sum[MAX])
		sum[MAX] = value[MAX];
}

static uint64_t *sum_of(struct sums *sums, const char *name)
{
	size_t i;

	for (i = 0; i < sums->nr; i++) {
		if (!strcmp(sums->reason[i].name, name))
			return sums->reason[i].value;
	}
	if (sums->nr == MAX_REASONS)
		fail("more than %d reasons", MAX_REASONS);
	memset(&sums->reason[sums->nr], 0, sizeof(sums->reason[0]));
	snprintf(sums->reason[sums->nr].name, sizeof(sums->reason[0].name), "%s", name);
	return sums->reason[sums->nr++].value;
}

/* Each column of @a is at most @b's, but RUNNING, which is a gauge. */
static void at_most(struct sums *a, struct sums *b, const char *what)
{
	size_t i;
	int j;

	for (i = 0; i < a->nr; i++) {
		const char *name = a->reason[i].name;
		const uint64_t *most = sum_of(b, name);

		if (!strcmp(name, "RUNNING"))
			continue;
		for (j = 0; j < NR_COLUMNS; j++) {
			if (a->reason[i].value[j] > most[j])
				fail("%s: %s of %s: %llu, then %llu", what, column_names[j], name,
				     (unsigned long long)a->reason[i].value[j],
				     (unsigned long long)most[j]);
		}
	}
}

/* The row of @table that @row is to be compared with, most likely the one at @guess. */
static const struct row *find_row(const struct table *table, const struct row *row, size_t guess)
{
	size_t i;

	for (i = 0; i < table->nr_rows; i++) {
		const struct row *found = &table->rows[(guess + i) % table->nr_rows];

		if (same(found, row, NAME) && same_scope(found, row))
			return found;
	}
	return NULL;
}

/* The same, or more than that, in each row of what was there before. */
static void check_series(const struct table *before, const struct table *now)
{
	size_t i, guess = 0;
	int c;

	for (i = 0; i < now->nr_rows; i++) {
		const struct row *row = &now->rows[i];
		const struct row *old = find_row(before, row, guess);

		if (!old)
			continue;
		guess = old - before->rows + 1;
		if (is(row, NAME, "RUNNING"))
			continue;
		for (c = 0; c < NR_COLUMNS; c++) {
			if (row->value[c] < old->value[c])
				fail("%s: %s: %llu, then %llu", about(now, row), column_names[c],
				     (unsigned long long)old->value[c],
				     (unsigned long long)row->value[c]);
			if (row->value[c] != old->value[c] && row->label[ENDED][0] &&
			    !is(row, VM, "older"))
				fail("%s: has ended, and %s changes", about(now, row),
				     column_names[c]);
		}
	}
}

/* Each scope's rows come together and end with TOTAL, which is their sum. */
static void check_totals(const struct table *table)
{
	uint64_t sum[NR_COLUMNS] = { 0 };
	const struct row *first = NULL;
	size_t i, j;
	int c;

	for (i = 0; i < table->nr_rows; i++) {
		const struct row *row = &table->rows[i];

		if (first && !same_scope(first, row))
			fail("%s: begins where the one before has no TOTAL", about(table, row));
		if (!first) {
			first = row;
			memset(sum, 0, sizeof(sum));
			for (j = 0; j < i; j++) {
				if (same_scope(&table->rows[j], row))
					fail("%s: is there twice", about(table, row));
			}
		}
		if (!is(row, NAME, "TOTAL")) {
			add(sum, row->value);
			continue;
		}
		for (c = 0; c < NR_COLUMNS; c++) {
			if (sum[c] != row->value[c])
				fail("%s: %s is %llu, its rows are %llu", about(table, row),
				     column_names[c], (unsigned long long)row->value[c],
				     (unsigned long long)sum[c]);
		}
		first = NULL;
	}
	if (first)
		fail("%s: no TOTAL", about(table, first));
}

/* vCPUs stand before their VM. */
static void check_vms(const struct table *all)
{
	static struct sums vcpus, vm;
	size_t i;

	vcpus.nr = 0;
	vm.nr = 0;
	for (i = 0; i < all->nr_rows; i++) {
		const struct row *row = &all->rows[i];

		if (is(row, SCOPE, "vcpu"))
			add(sum_of(&vcpus, row->label[NAME]), row->value);
		if (!is(row, SCOPE, "vm"))
			continue;
		add(sum_of(&vm, row->label[NAME]), row->value);
		if (!is(row, NAME, "TOTAL"))
			continue;
		at_most(&vcpus, &vm, "a VM has less than its vCPUs");
		at_most(&vm, &vcpus, "the vCPUs have less than their VM");
		if (sum_of(&vm, "RUNNING")[GUEST] != sum_of(&vcpus, "RUNNING")[GUEST])
			fail("%s: RUNNING is not that of its vCPUs", about(all, row));
		vcpus.nr = 0;
		vm.nr = 0;
		lives++;
	}
}

static void sum_scope(const struct table *table, const char *scope, struct sums *sums)
{
	size_t i;

	sums->nr = 0;
	for (i = 0; i < table->nr_rows; i++) {
		if (is(&table->rows[i], SCOPE, scope))
			add(sum_of(sums, table->rows[i].label[NAME]), table->rows[i].value);
	}
}

/*
 * The host less its living VMs.  A maximum cannot be subtracted, and TOTAL has RUNNING in
 * it, which no VM has any more that has ended.
 */
static void subtract_living(const struct table *all, struct sums *rest)
{
	static struct sums vms;
	size_t i;
	int c;

	sum_scope(all, "host", rest);
	sum_scope(all, "vm", &vms);
	at_most(&vms, rest, "the host has less than its VMs");
	if (sum_of(rest, "RUNNING")[GUEST] != sum_of(&vms, "RUNNING")[GUEST])
		fail("RUNNING of the host is %llu, of its VMs %llu",
		     (unsigned long long)sum_of(rest, "RUNNING")[GUEST],
		     (unsigned long long)sum_of(&vms, "RUNNING")[GUEST]);
	for (i = 0; i < rest->nr; i++) {
		const uint64_t *living = sum_of(&vms, rest->reason[i].name);

		for (c = 0; c < NR_SUMS; c++)
			rest->reason[i].value[c] -= living[c];
		rest->reason[i].value[MAX] = 0;
	}
}

/* What `departed` has of all that have ended. */
static void sum_departed(const struct table *departed, struct sums *sums)
{
	size_t i;

	sum_scope(departed, "", sums);
	for (i = 0; i < sums->nr; i++)
		sums->reason[i].value[MAX] = 0;
}

static const char *since_of_host(const struct table *table)
{
	size_t i;

	for (i = 0; i < table->nr_rows; i++) {
		const char *const *label = (const char *const *)table->rows[i].label;

		if (!*label[SCOPE] || !strcmp(label[SCOPE], "host"))
			return label[SINCE];
	}
	return "";
}

/* Two reads of a file, and which is the newer one. */
struct file {
	struct table table[2];
	int now;
};

static struct table *now(struct file *file)
{
	return &file->table[file->now];
}

static struct table *before(struct file *file)
{
	return &file->table[!file->now];
}

/* Its next read is of the file below @dir. */
static void open_file(struct file *file, const char *dir, const char *name)
{
	char path[4096];
	int fd, i;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	fd = open(path, O_RDONLY);
	if (fd < 0) {
		perror(path);
		exit(1);
	}
	if (now(file)->name)
		close(now(file)->fd);
	for (i = 0; i < 2; i++) {
		file->table[i].name = name;
		file->table[i].fd = fd;
	}
}

static void read_file(struct file *file)
{
	file->now = !file->now;
	read_table(now(file));
	check_totals(now(file));
	check_series(before(file), now(file));
	reads++;
}

static struct file file_departed, file_all, file_exits;

static void open_files(const char *dir)
{
	open_file(&file_departed, dir, "departed");
	open_file(&file_all, dir, "all");
	open_file(&file_exits, dir, "exits");
}

/* Each file once; @first: there was no read before. */
static void check(bool first)
{
	static struct sums ended, departed, host, host_before;

	read_file(&file_departed);
	sum_departed(now(&file_departed), &departed);
	if (!first)
		at_most(&ended, &departed, "the host less its VMs, then what has ended");

	read_file(&file_all);
	check_vms(now(&file_all));
	subtract_living(now(&file_all), &ended);
	at_most(&departed, &ended, "what has ended, then the host less its VMs");
	sum_scope(now(&file_all), "host", &host);
	if (!first)
		at_most(&host_before, &host, "the host in exits, then in all");

	read_file(&file_exits);
	sum_scope(now(&file_exits), "", &host_before);
	at_most(&host, &host_before, "the host in all, then in exits");
	if (strcmp(since_of_host(now(&file_all)), since_of_host(now(&file_exits))))
		fail("the host's since differs between all and exits");
}

int main(int argc, char **argv)
{
	bool copies = argc == 4 && !strcmp(argv[1], "--copies");

	if (argc == 2 && !strcmp(argv[1], "--help")) {
		fputs(usage, stdout);
		return 0;
	}
	if (!copies && (argc != 3 || argv[1][0] == '-')) {
		fputs(usage, stderr);
		return 2;
	}
	open_files(argv[copies ? 2 : 1]);
	check(true);
	if (copies) {
		open_files(argv[3]);
		check(false);
	} else {
		while (access(argv[2], F_OK))
			check(false);
	}
	printf("%lu reads, %lu VMs in them\n", reads, lives);
	return 0;
}
