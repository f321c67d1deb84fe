// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "difference.h"

/* With one and the same begin a counter never shrinks: one that seems to has not grown. */
static u64 growth(u64 earlier, u64 later)
{
	return later > earlier ? later - earlier : 0;
}

static void subtract(u64 value[NR_COLUMNS], const u64 earlier[NR_COLUMNS])
{
	for (int c = 0; c < NR_COLUMNS; c++) {
		if (c != COL_MAX)
			value[c] = growth(earlier[c], value[c]);
		else if (value[c] <= earlier[c])
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

/*
 * The total of a difference is that of its rows, whatever the source's was. Guest
 * time that was in progress and has become part of a reason goes from one to the
 * other, so that this one may become less; all of it cannot.
 */
static void add_up(const struct sample *s, struct scope *scope)
{
	const struct row *rows = scope_rows(s, scope);
	s64 guest;

	memset(scope->total, 0, sizeof(scope->total));
	for (u32 i = 0; i < scope->nr_rows; i++)
		add_values(scope->total, rows[i].value);
	guest = scope->total[COL_GUEST] > INT64_MAX ? INT64_MAX : (s64)scope->total[COL_GUEST];
	if (scope->running < -guest)
		scope->running = -guest;
	scope->total[COL_GUEST] += scope->running;
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
	now->running -= before->running;
	add_up(s, now);
}

void sample_difference(const struct sample *earlier, const struct sample *later,
		       struct sample *difference)
{
	sample_copy(difference, later);
	difference->is_difference = true;
	difference->interval_ns = growth(earlier->boot_ns, later->boot_ns);
	for (size_t i = 0; i < difference->nr_scopes; i++) {
		struct scope *now = &difference->scopes[i];
		const struct scope *before = sample_find(earlier, now->key);

		if (!before)
			continue;
		if (before->since != now->since)
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
	sum->scopes[at].has_running |= scope->has_running;
	if (__builtin_add_overflow(sum->scopes[at].running, scope->running,
				   &sum->scopes[at].running))
		sum->scopes[at].running = INT64_MAX;
	sum->scopes[at].since = scope->since;
}

void sample_accumulate(struct sample *sum, const struct sample *difference)
{
	sum->isa = difference->isa;
	sum->tsc_khz = difference->tsc_khz;
	sum->format = difference->format;
	sum->columns |= difference->columns;
	sum->is_difference = true;
	sum->boot_ns = difference->boot_ns;
	sum->wall_ns = difference->wall_ns;
	sum->interval_ns += difference->interval_ns;
	for (size_t i = 0; i < difference->nr_scopes; i++)
		accumulate_scope(sum, difference, &difference->scopes[i]);
	sample_finish(sum);
}
