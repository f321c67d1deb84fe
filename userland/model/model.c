// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "model/model.h"

static const char *const isa_names[] = {
	[ISA_UNKNOWN]	= "unknown",
	[ISA_VMX]	= "vmx",
	[ISA_SVM]	= "svm",
};

static const char *const detail_names[] = {
	[DETAIL_UNKNOWN] = "unknown",
	[DETAIL_OFF]	= "off",
	[DETAIL_COUNTS]	= "counts",
	[DETAIL_TIME]	= "time",
	[DETAIL_FULL]	= "full",
	[DETAIL_CAUSES]	= "causes",
};

static const char *const scope_kind_names[] = {
	[SCOPE_HOST]	= "host",
	[SCOPE_CPU]	= "cpu",
	[SCOPE_VM]	= "vm",
	[SCOPE_VCPU]	= "vcpu",
	[SCOPE_GUEST]	= "guest",
	[SCOPE_DEPARTED] = "departed",
};

const char *isa_name(enum isa isa)
{
	return isa_names[isa];
}

enum isa isa_from_name(const char *name)
{
	if (!strcmp(name, isa_names[ISA_VMX]))
		return ISA_VMX;
	return strcmp(name, isa_names[ISA_SVM]) ? ISA_UNKNOWN : ISA_SVM;
}

const char *detail_name(enum detail detail)
{
	return detail_names[detail];
}

/* What may come later is more than "causes". */
enum detail detail_from_name(const char *name)
{
	for (enum detail d = DETAIL_UNKNOWN; d < DETAIL_CAUSES; d++)
		if (!strcmp(name, detail_names[d]))
			return d;
	return *name ? DETAIL_CAUSES : DETAIL_UNKNOWN;
}

const char *scope_kind_name(enum scope_kind kind)
{
	return scope_kind_names[kind];
}

void sample_clear(struct sample *s)
{
	struct sample kept = {
		.scopes = s->scopes, .scopes_room = s->scopes_room,
		.scope_index = s->scope_index,
		.rows = s->rows, .rows_room = s->rows_room,
		.distributions = s->distributions,
		.distributions_room = s->distributions_room,
	};

	sample_drop_causes(s);
	*s = kept;
	index_clear(&s->scope_index);
}

/* Into what @to is, or a new one. */
static struct sample *copy_causes(struct sample *to, const struct sample *from)
{
	if (!to)
		to = xcalloc(1, sizeof(*to));
	sample_copy(to, from);
	return to;
}

void sample_copy(struct sample *to, const struct sample *from)
{
	struct sample copy = *from;

	copy.scopes = xcopy(to->scopes, from->scopes, from->nr_scopes, sizeof(*copy.scopes));
	copy.scopes_room = from->nr_scopes;
	copy.rows = xcopy(to->rows, from->rows, from->nr_rows, sizeof(*copy.rows));
	copy.rows_room = from->nr_rows;
	copy.distributions = xcopy(to->distributions, from->distributions, from->nr_distributions,
				   distribution_size(&from->bounds));
	copy.distributions_room = from->nr_distributions * distribution_size(&from->bounds);
	copy.scope_index = to->scope_index;
	index_copy(&copy.scope_index, &from->scope_index);
	if (from->causes)
		copy.causes = copy_causes(to->causes, from->causes);
	else
		sample_drop_causes(to);
	*to = copy;
}

void sample_free(struct sample *s)
{
	free(s->scopes);
	free(s->rows);
	free(s->distributions);
	index_free(&s->scope_index);
	sample_drop_causes(s);
	memset(s, 0, sizeof(*s));
}

void sample_drop_causes(struct sample *s)
{
	if (s->causes)
		sample_free(s->causes);
	free(s->causes);
	s->causes = NULL;
}

void sample_add_causes(struct sample *s)
{
	sample_drop_causes(s);
	s->causes = xcalloc(1, sizeof(*s->causes));
	*s->causes = (struct sample){
		.isa = s->isa, .tsc_khz = s->tsc_khz, .format = s->format,
		.boot_ns = s->boot_ns, .wall_ns = s->wall_ns, .epoch = s->epoch,
		.backwards = s->backwards, .detail = s->detail,
		.columns = COLUMN_BIT(COL_EXITS) | COLUMN_BIT(COL_KERNEL), .are_causes = true,
	};
}

static bool same_scope(const void *array, u32 position, const void *key)
{
	return !memcmp(&((const struct scope *)array)[position].key, key,
		       sizeof(struct scope_key));
}

static u64 hash_key(const struct scope_key *key)
{
	return hash_bytes(key, sizeof(*key), 0);
}

static u64 hash_scope(const void *array, u32 position)
{
	return hash_key(&((const struct scope *)array)[position].key);
}

static u32 find(const struct sample *s, const struct scope_key *key)
{
	return index_find(&s->scope_index, hash_key(key), same_scope, s->scopes, key);
}

u32 sample_scope(struct sample *s, struct scope_key key)
{
	u32 at = find(s, &key);

	if (at != INDEX_NONE)
		return at;
	s->scopes = grow(s->scopes, &s->scopes_room, s->nr_scopes, sizeof(*s->scopes));
	s->scopes[s->nr_scopes] = (struct scope){ .key = key };
	index_add(&s->scope_index, hash_key(&key), s->nr_scopes, hash_scope, s->scopes);
	return s->nr_scopes++;
}

struct scope *sample_find(const struct sample *s, struct scope_key key)
{
	u32 at = find(s, &key);

	return at == INDEX_NONE ? NULL : &s->scopes[at];
}

struct scope *sample_find_since(const struct sample *s, struct scope_key key, u64 since)
{
	struct scope *scope = sample_find(s, key);

	if (scope && scope->since == since)
		return scope;
	key.since = since;
	return sample_find(s, key);
}

void sample_rename(struct sample *s, struct scope_key key)
{
	s->scopes[0].key = key;
	index_clear(&s->scope_index);
	index_add(&s->scope_index, hash_key(&key), 0, hash_scope, s->scopes);
}

bool sample_keep(struct sample *s, struct scope_key key)
{
	const struct scope *scope = sample_find(s, key);
	struct scope only;

	if (!scope)
		return false;
	only = *scope;
	memmove(s->rows, s->rows + only.first_row, only.nr_rows * sizeof(*s->rows));
	for (u32 i = 0; i < only.nr_rows; i++)
		s->rows[i].scope = 0;
	s->nr_rows = only.nr_rows;
	only.first_row = 0;
	s->scopes[0] = only;
	s->nr_scopes = 1;
	sample_rename(s, key);
	return true;
}

struct row *sample_add_row(struct sample *s, u32 scope, u32 reason)
{
	struct row *row;

	s->rows = grow(s->rows, &s->rows_room, s->nr_rows, sizeof(*s->rows));
	row = &s->rows[s->nr_rows++];
	memset(row, 0, sizeof(*row));
	row->reason = reason;
	row->scope = scope;
	return row;
}

void add_values(u64 total[NR_COLUMNS], const u64 value[NR_COLUMNS])
{
	for (int c = 0; c < NR_COLUMNS; c++) {
		if (c == COL_MAX)
			total[c] = value[c] > total[c] ? value[c] : total[c];
		else
			total[c] = saturating_add(total[c], value[c]);
	}
}

/* A total of rows; of guest time the one in progress is part, too. */
static void add_up(struct scope *scope, const struct row *row)
{
	u64 running[NR_COLUMNS] = { [COL_GUEST] = scope->running };

	memset(scope->total, 0, sizeof(scope->total));
	for (u32 r = 0; r < scope->nr_rows; r++)
		add_values(scope->total, row[r].value);
	add_values(scope->total, running);
}

/* Counting sort: stable, one pass, and nothing to do for sources in order. */
static void group_rows(struct sample *s)
{
	struct row *sorted;
	u32 next = 0;

	for (size_t i = 0; i < s->nr_scopes; i++) {
		s->scopes[i].first_row = next;
		next += s->scopes[i].nr_rows;
		s->scopes[i].nr_rows = 0;
	}
	sorted = xrealloc(NULL, s->nr_rows, sizeof(*sorted));
	for (size_t i = 0; i < s->nr_rows; i++) {
		struct scope *scope = &s->scopes[s->rows[i].scope];

		sorted[scope->first_row + scope->nr_rows++] = s->rows[i];
	}
	free(s->rows);
	s->rows = sorted;
	s->rows_room = s->nr_rows;
}

void sample_finish(struct sample *s)
{
	bool in_order = true;

	for (size_t i = 0; i < s->nr_scopes; i++)
		s->scopes[i].nr_rows = 0;
	for (size_t i = 0; i < s->nr_rows; i++) {
		struct scope *scope = &s->scopes[s->rows[i].scope];

		if (!scope->nr_rows)
			scope->first_row = i;
		else if (s->rows[i - 1].scope != s->rows[i].scope)
			in_order = false;
		scope->nr_rows++;
	}
	if (!in_order)
		group_rows(s);
	for (size_t i = 0; i < s->nr_scopes; i++) {
		struct scope *scope = &s->scopes[i];
		const struct row *row = scope_rows(s, scope);

		if (scope->has_total)
			continue;
		add_up(scope, row);
	}
}

/* The row of a reason among those from @first on, added if there is none. */
static struct row *row_from(struct sample *s, size_t first, u32 scope, u32 reason)
{
	for (size_t i = first; i < s->nr_rows; i++)
		if (s->rows[i].reason == reason)
			return &s->rows[i];
	return sample_add_row(s, scope, reason);
}

void sample_add_sum(struct sample *s, struct scope_key key, u64 since)
{
	const size_t nr = s->nr_rows, nr_scopes = s->nr_scopes;
	u32 at = sample_scope(s, key);

	s->scopes[at].since = since;
	for (size_t i = 0; i < nr; i++) {
		const u32 reason = s->rows[i].reason;
		u64 *value = row_from(s, nr, at, reason)->value;

		add_values(value, s->rows[i].value);
	}
	for (size_t i = 0; i < nr_scopes; i++) {
		s->scopes[at].has_running |= s->scopes[i].has_running;
		if (__builtin_add_overflow(s->scopes[at].running, s->scopes[i].running,
					   &s->scopes[at].running))
			s->scopes[at].running = INT64_MAX;
	}
	sample_finish(s);
}
