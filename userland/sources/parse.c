// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "model/causes.h"
#include "model/names.h"
#include "sources/distribution_text.h"
#include "sources/parse.h"

static const char *const field_names[] = {
	[FIELD_NR]	= "nr",
	[FIELD_NAME]	= "name",
	[FIELD_CAUSE]	= "cause",
	[FIELD_SINCE]	= "since",
	[FIELD_ENDED]	= "ended",
	[FIELD_DISTRIBUTION] = "distribution",
	[FIELD_SCOPE]	= "scope",
	[FIELD_VM]	= "vm",
	[FIELD_VCPU]	= "vcpu",
	[FIELD_CPU]	= "cpu",
};

static unsigned int field_use(const struct field *f)
{
	for (unsigned int c = 0; c < NR_COLUMNS; c++)
		if (field_is(f, column_name(c)))
			return c;
	for (unsigned int i = FIELD_NR; i < ARRAY_SIZE(field_names); i++)
		if (i != FIELD_DISTRIBUTION && field_is(f, field_names[i]))
			return i;
	return is_bounds(f) ? FIELD_DISTRIBUTION : FIELD_UNKNOWN;
}

static bool has(const struct parser *p, unsigned int use)
{
	return p->fields >> use & 1;
}

static int bad_field(struct parser *p, const char *column, const struct field *f)
{
	return fail(p->failure, "%s:%lu: damaged: column '%s' cannot be '%.*s'", p->file, p->line,
		    column, field_shown(f), f->text);
}

static int parse_header(struct parser *p, const char *text, size_t len)
{
	static const unsigned int needed[] = { FIELD_NR, FIELD_NAME, COL_EXITS };
	struct field fields[MAX_FIELDS];
	unsigned int nr = split_fields(text, len, fields);

	if (nr > MAX_FIELDS)
		return fail(p->failure, "%s: more than %d columns", p->file, MAX_FIELDS);
	for (unsigned int i = 0; i < nr; i++) {
		p->use[i] = field_use(&fields[i]);
		if (p->use[i] == FIELD_UNKNOWN)
			continue;
		if (has(p, p->use[i]))
			return fail(p->failure, "%s: two columns are called '%.*s'", p->file,
				    field_shown(&fields[i]), fields[i].text);
		p->fields |= 1u << p->use[i];
		if (p->use[i] == FIELD_DISTRIBUTION && parse_bounds(&fields[i], &p->sample->bounds))
			return bad_field(p, field_names[FIELD_DISTRIBUTION], &fields[i]);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(needed); i++)
		if (!has(p, needed[i]))
			return fail(p->failure,
				    "%s: no column '%s': this is not a file of kvm_exits", p->file,
				    needed[i] < NR_COLUMNS ? column_name(needed[i]) :
				    field_names[needed[i]]);
	p->nr_fields = nr;
	p->sample->columns |= p->fields & ALL_COLUMNS;
	p->sample->are_causes = has(p, FIELD_CAUSE);
	return 0;
}

/* The time of a scope, 0 where the file has no such column or '-'. */
static int parse_time(struct parser *p, const struct field *by_use[], unsigned int use, u64 *ns)
{
	const struct field *f = by_use[use];

	*ns = 0;
	if (!f || field_is(f, "-") || !parse_u64(f->text, f->len, ns))
		return 0;
	return bad_field(p, field_names[use], f);
}

/* A small number or '-'. */
static int parse_place(struct parser *p, const char *column, const struct field *f, u32 *place)
{
	u64 v;

	if (field_is(f, "-")) {
		*place = SCOPE_ANY;
		return 0;
	}
	if (parse_u64(f->text, f->len, &v) || v >= SCOPE_ANY)
		return bad_field(p, column, f);
	*place = v;
	return 0;
}

static int parse_kind(struct parser *p, const struct field *f, u32 *kind)
{
	for (u32 k = SCOPE_HOST; k < NR_SCOPE_KINDS; k++) {
		if (field_is(f, scope_kind_name(k))) {
			*kind = k;
			return 0;
		}
	}
	return bad_field(p, "scope", f);
}

/* Columns that a kind of scope must fill are filled, and no others. */
static bool makes_sense(const struct scope_key *key)
{
	bool vm = key->kind == SCOPE_VM || key->kind == SCOPE_VCPU ||
		  key->kind == SCOPE_DEPARTED;

	return vm == (key->vm != SCOPE_ANY) &&
	       (key->kind == SCOPE_VCPU) == (key->vcpu != SCOPE_ANY) &&
	       (key->kind == SCOPE_CPU) == (key->cpu != SCOPE_ANY);
}

static int parse_scope(struct parser *p, const struct field *by_use[], struct scope_key *key)
{
	const struct field *vm = by_use[FIELD_VM];

	*key = p->scope;
	if (by_use[FIELD_SCOPE] && parse_kind(p, by_use[FIELD_SCOPE], &key->kind))
		return -1;
	if (vm)
		key->vm = field_is(vm, "-") ? SCOPE_ANY : name_intern(vm->text, vm->len);
	if (by_use[FIELD_VCPU] && parse_place(p, "vcpu", by_use[FIELD_VCPU], &key->vcpu))
		return -1;
	if (by_use[FIELD_CPU] && parse_place(p, "cpu", by_use[FIELD_CPU], &key->cpu))
		return -1;
	if (!by_use[FIELD_SCOPE] && key->kind != SCOPE_DEPARTED) {
		if (key->cpu != SCOPE_ANY)
			key->kind = SCOPE_CPU;
		else if (key->vm != SCOPE_ANY)
			key->kind = key->vcpu == SCOPE_ANY ? SCOPE_VM : SCOPE_VCPU;
	}
	if (makes_sense(key))
		return 0;
	return fail(p->failure, "%s:%lu: damaged: scope, vm, vcpu and cpu do not fit together",
		    p->file, p->line);
}

/* VMs of one name follow each other: two of them in one sample are two scopes. */
static u32 scope_of_row(struct parser *p, struct scope_key key, u64 since)
{
	const struct scope *same;

	if (key.kind == SCOPE_DEPARTED) {
		key.since = since;
	} else if (key.kind == SCOPE_VM) {
		same = sample_find(p->sample, key);
		if (same && same->since != since)
			key.since = since;
	}
	return sample_scope(p->sample, key);
}

static u32 find_scope(struct parser *p, const struct scope_key *key, u64 since)
{
	if (p->last_scope == SCOPE_ANY || since != p->sample->scopes[p->last_scope].since ||
	    memcmp(key, &p->last_key, sizeof(*key))) {
		p->last_key = *key;
		p->last_scope = scope_of_row(p, *key, since);
		p->sample->scopes[p->last_scope].since = since;
	}
	return p->last_scope;
}

static int parse_values(struct parser *p, const struct field *by_use[], u64 value[NR_COLUMNS])
{
	for (unsigned int c = 0; c < NR_COLUMNS; c++) {
		const struct field *f = by_use[c];

		if (f && c == COL_TIMED && field_is(f, "-"))
			value[c] = NOT_KNOWN;
		else if (f && parse_u64(f->text, f->len, &value[c]))
			return bad_field(p, column_name(c), f);
	}
	return 0;
}

/* The rows without a number that are no reason; false for every other row. */
static bool take_special(struct parser *p, struct scope *scope, const struct field *name,
			 const u64 value[NR_COLUMNS])
{
	if (field_is(name, "TOTAL")) {
		scope->has_total = true;
		memcpy(scope->total, value, sizeof(scope->total));
		p->saw_total = true;
		return true;
	}
	if (!field_is(name, "RUNNING"))
		return false;
	scope->has_running = true;
	scope->running = value[COL_GUEST] > INT64_MAX ? INT64_MAX : (s64)value[COL_GUEST];
	return true;
}

static int add_reason(struct parser *p, const struct field *by_use[], u32 scope,
		      const u64 value[NR_COLUMNS])
{
	const struct field *nr = by_use[FIELD_NR], *name = by_use[FIELD_NAME];
	const struct field *distribution = by_use[FIELD_DISTRIBUTION];
	const struct field *cause = by_use[FIELD_CAUSE];
	u32 reason = reason_intern(nr->text, nr->len, name->text, name->len);
	struct row *row;

	/* It is counted when it is known what it was: counters only grow. */
	if (cause && field_is(cause, OPEN_CAUSE))
		return 0;
	if (cause)
		reason = reason_with_cause(reason, cause->text, cause->len);
	row = sample_add_row(p->sample, scope, reason);
	memcpy(row->value, value, sizeof(row->value));
	if (distribution && parse_distribution(distribution, p->sample, row))
		return bad_field(p, field_names[FIELD_DISTRIBUTION], distribution);
	return 0;
}

static int add_row(struct parser *p, const struct field *by_use[])
{
	const struct field *nr = by_use[FIELD_NR], *name = by_use[FIELD_NAME];
	u64 value[NR_COLUMNS] = { 0 }, since, ended;
	struct scope_key key = p->scope;
	struct scope *scope;
	u32 at;

	if (!nr->len || !name->len)
		return bad_field(p, nr->len ? "name" : "nr", nr->len ? name : nr);
	if (parse_values(p, by_use, value) || parse_time(p, by_use, FIELD_SINCE, &since) ||
	    parse_time(p, by_use, FIELD_ENDED, &ended))
		return -1;
	/* Who has ended must be said. */
	if ((p->fields >> FIELD_SCOPE || key.kind == SCOPE_DEPARTED) &&
	    parse_scope(p, by_use, &key))
		return -1;
	at = find_scope(p, &key, since);
	scope = &p->sample->scopes[at];
	scope->ended = ended;
	p->saw_total = false;
	if (field_is(nr, "-") && take_special(p, scope, name, value))
		return 0;
	return add_reason(p, by_use, at, value);
}

int parse_line(struct parser *p, const char *text, size_t len)
{
	struct field fields[MAX_FIELDS];
	const struct field *by_use[FIELD_UNKNOWN + 1] = { NULL };
	unsigned int nr;

	p->line++;
	if (memchr(text, '\0', len))
		return fail(p->failure, "%s:%lu: damaged: a NUL byte", p->file, p->line);
	if (!p->nr_fields)
		return parse_header(p, text, len);
	nr = split_fields(text, len, fields);
	if (nr != p->nr_fields)
		return fail(p->failure, "%s:%lu: damaged: %s than the header's %u columns",
			    p->file, p->line, nr < p->nr_fields ? "fewer" : "more",
			    p->nr_fields);
	for (unsigned int i = 0; i < nr; i++)
		by_use[p->use[i]] = &fields[i];
	return add_row(p, by_use);
}

void parse_begin(struct parser *p, struct sample *s, const char *file, struct scope_key scope,
		 struct failure *f)
{
	memset(p, 0, sizeof(*p));
	p->sample = s;
	p->file = file;
	p->scope = scope;
	p->failure = f;
	p->last_scope = SCOPE_ANY;
}

int parse_end(struct parser *p)
{
	if (!p->nr_fields)
		return fail(p->failure, "%s: empty", p->file);
	/* The rows by CPU and by cause have no TOTAL. */
	if (!p->saw_total && !has(p, FIELD_CPU) && !has(p, FIELD_CAUSE))
		p->sample->cut = true;
	sample_finish(p->sample);
	return 0;
}

int parse_lines(struct parser *p, struct lines *l)
{
	const char *text;
	size_t len;
	int got;

	while ((got = lines_next(l, &text, &len, p->failure)) == LINES_ONE)
		if (parse_line(p, text, len))
			return -1;
	if (got < 0)
		return -1;
	if (l->unfinished)
		p->sample->cut = true;
	return parse_end(p);
}
