// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "model/departed.h"
#include "model/names.h"

bool is_older(const struct scope_key *key)
{
	return key->kind == SCOPE_DEPARTED && !strcmp(name_text(key->vm), OLDER_VMS);
}

/* It had not ended yet when @s was read. */
static bool is_living(const struct sample *s, const struct scope *departed)
{
	const struct scope *vm = sample_find(s, VM_SCOPE(departed->key.vm));

	return vm && vm->since == departed->since;
}

static void add_scope(struct sample *s, const struct sample *from, const struct scope *scope)
{
	const struct row *rows = scope_rows(from, scope);
	u32 at = sample_scope(s, scope->key);

	s->scopes[at] = *scope;
	s->scopes[at].first_row = s->nr_rows;
	for (u32 i = 0; i < scope->nr_rows; i++)
		memcpy(sample_add_row(s, at, rows[i].reason)->value, rows[i].value,
		       sizeof(rows[i].value));
}

/* What the host has of a reason, less what the VMs have of it. */
struct rest {
	u32 reason;
	u64 value[NR_COLUMNS];
};

struct rests {
	struct rest *list;
	size_t nr;
};

static struct rest *rest_of(struct rests *r, u32 reason)
{
	for (size_t i = 0; i < r->nr; i++)
		if (r->list[i].reason == reason)
			return &r->list[i];
	return NULL;
}

static void take_away(struct rests *r, const struct row *row)
{
	struct rest *rest = rest_of(r, row->reason);
	bool known;

	if (!rest)
		return;
	known = rest->value[COL_TIMED] != NOT_KNOWN && row->value[COL_TIMED] != NOT_KNOWN;
	for (int c = 0; c < NR_COLUMNS; c++)
		rest->value[c] -= row->value[c] < rest->value[c] ? row->value[c] : rest->value[c];
	if (!known)
		rest->value[COL_TIMED] = NOT_KNOWN;
}

static void make_rests(struct rests *r, const struct sample *s, const struct scope *host)
{
	const struct row *rows = scope_rows(s, host);

	r->nr = host->nr_rows;
	r->list = xcalloc(r->nr, sizeof(*r->list));
	for (size_t i = 0; i < r->nr; i++) {
		r->list[i].reason = rows[i].reason;
		memcpy(r->list[i].value, rows[i].value, sizeof(rows[i].value));
	}
	for (size_t i = 0; i < s->nr_rows; i++) {
		u32 kind = s->scopes[s->rows[i].scope].key.kind;

		if (kind == SCOPE_VM || kind == SCOPE_DEPARTED)
			take_away(r, &s->rows[i]);
	}
}

/* "older" of @departed as a scope of @s, with the rests as its rows. */
static bool add_older(struct sample *s, const struct scope *older, const struct rests *r)
{
	u32 at = sample_scope(s, older->key);
	u64 exits = 0, kernel = 0;

	s->scopes[at] = *older;
	s->scopes[at].has_total = false;
	s->scopes[at].first_row = s->nr_rows;
	for (size_t i = 0; i < r->nr; i++) {
		u64 *value = sample_add_row(s, at, r->list[i].reason)->value;

		memcpy(value, r->list[i].value, sizeof(r->list[i].value));
		value[COL_MAX] = 0;
		if (!value[COL_EXITS])
			value[COL_TIMED] = 0;
		exits += value[COL_EXITS];
		kernel += value[COL_KERNEL];
	}
	return exits == older->total[COL_EXITS] && kernel == older->total[COL_KERNEL];
}

/* Add those that are kept by name; "older", or NULL where it is not told. */
static const struct scope *add_named(struct sample *s, const struct sample *departed)
{
	const struct scope *older = NULL;

	for (size_t i = 0; i < departed->nr_scopes; i++) {
		const struct scope *scope = &departed->scopes[i];

		if (is_older(&scope->key))
			older = scope;
		else if (!is_living(s, scope))
			add_scope(s, departed, scope);
	}
	return older;
}

bool departed_join(struct sample *s, const struct sample *departed)
{
	const struct scope *older = add_named(s, departed);
	/* Adding may have moved the scopes. */
	const struct scope *host = sample_find(s, HOST_SCOPE);
	struct rests r = { 0 };
	bool same = true;

	if (host && older) {
		make_rests(&r, s, host);
		same = add_older(s, older, &r);
		free(r.list);
	}
	sample_finish(s);
	return same;
}

void departed_add(struct sample *s, const struct sample *departed)
{
	const struct scope *older = add_named(s, departed);

	if (older)
		add_scope(s, departed, older);
	sample_finish(s);
}
