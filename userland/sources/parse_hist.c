// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "base/fields.h"
#include "model/names.h"
#include "sources/parse_hist.h"

enum hist_use {
	USE_NR, USE_NAME, USE_CLOSED, USE_SINCE, USE_SCOPE, USE_VM, USE_VCPU, USE_OTHER, USE_BUCKET
};

static const char *const use_names[] = {
	[USE_NR]	= "nr",
	[USE_NAME]	= "name",
	[USE_CLOSED]	= "closed",
	[USE_SINCE]	= "since",
	[USE_SCOPE]	= "scope",
	[USE_VM]	= "vm",
	[USE_VCPU]	= "vcpu",
};

/* What the header line says of the columns. */
struct layout {
	unsigned int nr_fields;
	unsigned char use[MAX_FIELDS];		/* USE_BUCKET + n for bucket n */
	u32 seen;				/* bit per enum hist_use below USE_OTHER */
};

/* One row's fields by their use. */
struct row_fields {
	const struct field *by_use[USE_OTHER];
	struct hist_row row;
};

static unsigned int use_of(struct hist *h, const struct field *f)
{
	unsigned int nr = h->bounds.nr;
	u64 lower;

	for (unsigned int i = 0; i < ARRAY_SIZE(use_names); i++)
		if (field_is(f, use_names[i]))
			return i;
	if (parse_u64(f->text, f->len, &lower) || nr == MAX_BUCKETS)
		return USE_OTHER;
	h->bounds.lower[h->bounds.nr++] = lower;
	return USE_BUCKET + nr;
}

static bool in_order(const struct hist *h)
{
	for (unsigned int i = 1; i < h->bounds.nr; i++)
		if (h->bounds.lower[i] <= h->bounds.lower[i - 1])
			return false;
	return true;
}

static int parse_header(struct hist *h, struct layout *layout, const char *text, size_t len,
			const char *file, struct failure *f)
{
	struct field fields[MAX_FIELDS];

	layout->nr_fields = split_fields(text, len, fields);
	if (layout->nr_fields > MAX_FIELDS)
		return fail(f, "%s: more than %d columns", file, MAX_FIELDS);
	for (unsigned int i = 0; i < layout->nr_fields; i++) {
		layout->use[i] = use_of(h, &fields[i]);
		if (layout->use[i] < USE_OTHER)
			layout->seen |= 1u << layout->use[i];
	}
	if (~layout->seen & (1 << USE_NR | 1 << USE_NAME) || !h->bounds.nr)
		return fail(f, "%s: no columns nr, name and buckets: this is not a hist file",
			    file);
	if (!in_order(h))
		return fail(f, "%s: the buckets are not in their order", file);
	return 0;
}

static int bad_number(const struct lines *l, const struct field *field, struct failure *f)
{
	return fail(f, "%s:%lu: damaged: '%.*s' is not a number", l->file, l->number,
		    field_shown(field), field->text);
}

static int split_row(struct row_fields *r, const struct layout *layout, const struct lines *l,
		     const struct field fields[], struct failure *f)
{
	for (unsigned int i = 0; i < layout->nr_fields; i++) {
		unsigned int use = layout->use[i];
		u64 *place = use == USE_CLOSED ? &r->row.closed :
			     use == USE_SINCE ? &r->row.since :
			     use >= USE_BUCKET ? &r->row.bucket[use - USE_BUCKET] : NULL;

		if (use < USE_OTHER)
			r->by_use[use] = &fields[i];
		if (place && parse_u64(fields[i].text, fields[i].len, place))
			return bad_number(l, &fields[i], f);
	}
	return 0;
}

/* Reading a file: what the header said, and who wants the rows. */
struct reading {
	struct hist *hist;
	struct layout layout;
	const struct lines *lines;
	const struct scope_key *scope;
	hist_row_fn take;
	void *argument;
};

static u32 place_of(const struct field *f)
{
	u64 v;

	return f && !parse_u64(f->text, f->len, &v) && v < SCOPE_ANY ? v : SCOPE_ANY;
}

/* Of whom a row is; false where this program knows no such scopes. */
static bool key_of(const struct reading *r, const struct row_fields *fields,
		   struct scope_key *key)
{
	const struct field *kind = fields->by_use[USE_SCOPE], *vm = fields->by_use[USE_VM];
	u32 k = SCOPE_HOST;

	*key = *r->scope;
	if (!kind)
		return true;
	while (k < NR_SCOPE_KINDS && !field_is(kind, scope_kind_name(k)))
		k++;
	*key = (struct scope_key){
		k, vm && !field_is(vm, "-") ? name_intern(vm->text, vm->len) : SCOPE_ANY,
		place_of(fields->by_use[USE_VCPU]), SCOPE_ANY, 0
	};
	return k < NR_SCOPE_KINDS;
}

static int parse_row(struct reading *r, const char *text, size_t len, struct failure *f)
{
	const struct lines *l = r->lines;
	struct field fields[MAX_FIELDS];
	struct row_fields row = { 0 };
	const struct field *nr, *name;
	struct scope_key key;

	if (memchr(text, '\0', len))
		return fail(f, "%s:%lu: damaged: a NUL byte", l->file, l->number);
	if (split_fields(text, len, fields) != r->layout.nr_fields)
		return fail(f, "%s:%lu: damaged: not the header's %u columns", l->file, l->number,
			    r->layout.nr_fields);
	if (split_row(&row, &r->layout, l, fields, f))
		return -1;
	if (!key_of(r, &row, &key))
		return 0;
	nr = row.by_use[USE_NR];
	name = row.by_use[USE_NAME];
	row.row.reason = reason_intern(nr->text, nr->len, name->text, name->len);
	r->take(r->hist, &key, &row.row, r->argument);
	return 0;
}

int hist_each(struct hist *h, struct lines *l, const struct scope_key *scope,
	      hist_row_fn take, void *argument, struct failure *f)
{
	struct reading r = {
		.hist = h, .lines = l, .scope = scope, .take = take, .argument = argument,
	};
	const char *text;
	size_t len;
	int got;

	h->nr_rows = 0;
	h->bounds.nr = 0;
	while ((got = lines_next(l, &text, &len, f)) == LINES_ONE) {
		if (!r.layout.nr_fields) {
			if (parse_header(h, &r.layout, text, len, l->file, f))
				return -1;
		} else if (parse_row(&r, text, len, f)) {
			return -1;
		}
	}
	if (got < 0)
		return -1;
	return r.layout.nr_fields ? 0 : fail(f, "%s: empty", l->file);
}

/* The rows of one scope, and where they go. */
struct kept {
	struct hist *hist;
	const struct scope_key *scope;
};

static void keep_row(const struct hist *h, const struct scope_key *key,
		     const struct hist_row *row, void *argument)
{
	struct kept *k = argument;
	struct hist *to = k->hist;

	(void)h;
	if (memcmp(key, k->scope, sizeof(*key)))
		return;
	to->rows = grow(to->rows, &to->rows_room, to->nr_rows, sizeof(*to->rows));
	to->rows[to->nr_rows++] = *row;
}

int hist_parse(struct hist *h, struct lines *l, const struct scope_key *scope,
	       struct failure *f)
{
	struct kept k = { h, scope };

	return hist_each(h, l, scope, keep_row, &k, f);
}
