// SPDX-License-Identifier: GPL-2.0-only
/* A file from outside: its columns go by their names, and anything in it may be damaged. */
#include <stdlib.h>
#include <string.h>

#include "base/fields.h"
#include "model/names.h"
#include "sources/debugfs_slowest.h"

enum column_of {
	OF_NR, OF_NAME, OF_KERNEL, OF_REALTIME, OF_VM, OF_VCPU, OF_CPU, OF_RIP, OF_CPL, OF_CAUSE,
	OF_SINCE, NR_OF
};

static const char *const names[NR_OF] = {
	"nr", "name", "kernel", "realtime", "vm", "vcpu", "cpu", "rip", "cpl", "cause", "since",
};

struct reading {
	const struct lines *lines;
	struct failure *failure;
	unsigned int nr;		/* of the header's fields */
	unsigned int at[NR_OF];		/* which field has what */
	struct field field[MAX_FIELDS];	/* of this line */
};

static const struct field *field_of(const struct reading *r, enum column_of c)
{
	return &r->field[r->at[c]];
}

static int damaged(const struct reading *r, enum column_of c)
{
	const struct field *field = field_of(r, c);

	return fail(r->failure, "%s:%lu: damaged: column '%s' cannot be '%.*s'", r->lines->file,
		    r->lines->number, names[c], field_shown(field), field->text);
}

static int take_header(struct reading *r)
{
	for (unsigned int c = 0; c < NR_OF; c++) {
		r->at[c] = 0;
		while (r->at[c] < r->nr && !field_is(&r->field[r->at[c]], names[c]))
			r->at[c]++;
		if (r->at[c] == r->nr)
			return fail(r->failure,
				    "%s: no column '%s': this is not a file of kvm_exits",
				    r->lines->file, names[c]);
	}
	return 0;
}

static int take_number(const struct reading *r, enum column_of c, u64 most, u64 *value)
{
	const struct field *field = field_of(r, c);

	if (parse_u64(field->text, field->len, value) || *value > most)
		return damaged(r, c);
	return 0;
}

static int take_small(const struct reading *r, enum column_of c, u32 *value)
{
	u64 number;

	if (take_number(r, c, SCOPE_ANY - 1, &number))
		return -1;
	*value = number;
	return 0;
}

/* 0x and up to 16 digits, or -, and then the CPL is one, too. */
static int take_place(const struct reading *r, struct slow_exit *exit)
{
	const struct field *rip = field_of(r, OF_RIP);
	char text[2 + 16 + 1] = "", *end;

	exit->has_place = !field_is(rip, "-");
	if (!exit->has_place)
		return 0;
	if (rip->len < 3 || rip->len >= sizeof(text) || memcmp(rip->text, "0x", 2))
		return damaged(r, OF_RIP);
	memcpy(text, rip->text, rip->len);
	exit->rip = strtoull(text, &end, 16);
	if (*end || strspn(text + 2, "0123456789abcdef") != rip->len - 2)
		return damaged(r, OF_RIP);
	return take_small(r, OF_CPL, &exit->cpl);
}

static void take_reason(const struct reading *r, struct slow_exit *exit)
{
	const struct field *nr = field_of(r, OF_NR), *name = field_of(r, OF_NAME);
	const struct field *cause = field_of(r, OF_CAUSE);

	exit->reason = reason_intern(nr->text, nr->len, name->text, name->len);
	if (!field_is(cause, "-"))
		exit->reason = reason_with_cause(exit->reason, cause->text, cause->len);
}

static int take_row(const struct reading *r, struct slowest *s)
{
	const struct field *vm = field_of(r, OF_VM);
	struct slow_exit exit = { 0 };

	for (unsigned int c = 0; c < NR_OF; c++)
		if (!field_of(r, c)->len)
			return damaged(r, c);
	if (take_number(r, OF_KERNEL, UINT64_MAX, &exit.kernel) ||
	    take_number(r, OF_REALTIME, UINT64_MAX, &exit.wall_ns) ||
	    take_number(r, OF_SINCE, UINT64_MAX, &s->since) ||
	    take_small(r, OF_VCPU, &exit.vcpu) || take_small(r, OF_CPU, &exit.cpu) ||
	    take_place(r, &exit))
		return -1;
	take_reason(r, &exit);
	exit.vm = name_intern(vm->text, vm->len);
	slowest_add(s, &exit);
	return 0;
}

static int take_line(struct reading *r, const char *text, size_t len, struct slowest *s)
{
	const unsigned int nr = split_fields(text, len, r->field);

	if (nr > MAX_FIELDS || (r->nr && nr != r->nr) || memchr(text, '\0', len))
		return fail(r->failure, "%s:%lu: damaged", r->lines->file, r->lines->number);
	if (r->nr)
		return take_row(r, s);
	r->nr = nr;
	return take_header(r);
}

/* As debugfs_lines(); 0 also where the VM went while it was read. */
static int read_lines(struct lines *l, struct slowest *s, struct failure *f)
{
	struct reading r = { .lines = l, .failure = f };
	const char *text;
	size_t len;
	int got;

	while ((got = lines_next(l, &text, &len, f)) == LINES_ONE)
		if (take_line(&r, text, len, s))
			return DEBUGFS_FAILED;
	if (got == LINES_END && !r.nr)
		return fail(f, "%s: empty", l->file);
	return got == LINES_END ? DEBUGFS_OK : DEBUGFS_FAILED;
}

int debugfs_read_slowest(const struct debugfs *d, struct scope_key scope, struct slowest *s,
			 struct failure *f)
{
	char name[PATH_MAX], path[PATH_MAX];
	struct lines l;
	int result;

	slowest_begin(s, scope);
	if (d->plugin)
		return fail(f, "BPF keeps sums and no single exits");
	result = debugfs_lines(d, debugfs_scope_file(&scope, "slowest", name), &l, path, f);
	if (result == DEBUGFS_GONE && scope.kind == SCOPE_HOST)
		return fail(f, "%s: nothing is told of the slowest exits", d->dir);
	if (result)
		return result;
	result = read_lines(&l, s, f);
	if (result && debugfs_is_gone(d, l.error) && scope.kind == SCOPE_VM)
		result = DEBUGFS_GONE;
	lines_close(&l);
	return result;
}
