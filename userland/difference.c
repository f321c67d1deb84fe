// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "difference.h"

static bool decreased(const u64 earlier[NR_COLUMNS], const u64 later[NR_COLUMNS])
{
	for (int c = 0; c < NR_COLUMNS; c++)
		if (later[c] < earlier[c])
			return true;
	return false;
}

static void subtract(u64 value[NR_COLUMNS], const u64 earlier[NR_COLUMNS])
{
	for (int c = 0; c < NR_COLUMNS; c++) {
		if (c != COL_MAX)
			value[c] -= earlier[c];
		else if (value[c] == earlier[c])
			value[c] = 0;
	}
}

/* The rows of one scope, looked up in the order in which they come. */
struct cursor {
	const struct row *rows;
	u32 nr, next;
};

static const struct row *find_row(struct cursor *c, u32 reason)
{
	for (u32 i = 0; i < c->nr; i++) {
		u32 at = c->next + i < c->nr ? c->next + i : c->next + i - c->nr;

		if (c->rows[at].reason == reason) {
			c->next = at + 1 < c->nr ? at + 1 : 0;
			return &c->rows[at];
		}
	}
	return NULL;
}

static bool has_restarted(const struct sample *earlier, const struct scope *before,
			  const struct sample *later, const struct scope *now)
{
	struct cursor c = { scope_rows(later, now), now->nr_rows, 0 };
	const struct row *rows = scope_rows(earlier, before);

	if (decreased(before->total, now->total))
		return true;
	for (u32 i = 0; i < before->nr_rows; i++) {
		const struct row *row = find_row(&c, rows[i].reason);

		/* Rows without exits may be left out: one that has gone is zero. */
		if (row ? decreased(rows[i].value, row->value) : rows[i].value[COL_EXITS])
			return true;
	}
	return false;
}

static void subtract_scope(const struct sample *earlier, const struct scope *before,
			   struct sample *s, struct scope *now)
{
	struct cursor c = { scope_rows(earlier, before), before->nr_rows, 0 };
	struct row *rows = scope_rows(s, now);

	for (u32 i = 0; i < now->nr_rows; i++) {
		const struct row *row = find_row(&c, rows[i].reason);

		if (row)
			subtract(rows[i].value, row->value);
	}
	subtract(now->total, before->total);
}

void sample_difference(const struct sample *earlier, const struct sample *later,
		       struct sample *difference)
{
	sample_copy(difference, later);
	difference->interval_ns = later->mono_ns > earlier->mono_ns ?
				  later->mono_ns - earlier->mono_ns : 0;
	for (size_t i = 0; i < difference->nr_scopes; i++) {
		struct scope *now = &difference->scopes[i];
		const struct scope *before = sample_find(earlier, now->key);

		if (!before)
			continue;
		if (has_restarted(earlier, before, later, &later->scopes[i]))
			now->restarted = true;
		else
			subtract_scope(earlier, before, difference, now);
	}
}

static u64 *values_of(struct sample *sum, u32 scope, u32 nr_before, u32 first_row, u32 reason)
{
	for (u32 i = 0; i < nr_before; i++)
		if (sum->rows[first_row + i].reason == reason)
			return sum->rows[first_row + i].value;
	return sample_add_row(sum, scope, reason)->value;
}

static void accumulate_scope(struct sample *sum, const struct sample *difference,
			     const struct scope *scope)
{
	const struct row *rows = scope_rows(difference, scope);
	u32 at = sample_scope(sum, scope->key);
	u32 nr_before = sum->scopes[at].nr_rows, first_row = sum->scopes[at].first_row;

	for (u32 i = 0; i < scope->nr_rows; i++)
		add_values(values_of(sum, at, nr_before, first_row, rows[i].reason),
			   rows[i].value);
	add_values(sum->scopes[at].total, scope->total);
	sum->scopes[at].has_total = true;
	sum->scopes[at].restarted |= scope->restarted;
}

void sample_accumulate(struct sample *sum, const struct sample *difference)
{
	sum->isa = difference->isa;
	sum->tsc_khz = difference->tsc_khz;
	sum->format = difference->format;
	sum->columns |= difference->columns;
	sum->mono_ns = difference->mono_ns;
	sum->wall_ns = difference->wall_ns;
	sum->interval_ns += difference->interval_ns;
	for (size_t i = 0; i < difference->nr_scopes; i++)
		accumulate_scope(sum, difference, &difference->scopes[i]);
	sample_finish(sum);
}
