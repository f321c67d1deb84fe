// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "model/departed.h"
#include "model/difference.h"
#include "model/hist.h"
#include "model/timed.h"

/* With one and the same begin a counter never shrinks: one that seems to has not grown. */
static u64 growth(u64 earlier, u64 later)
{
	return later > earlier ? later - earlier : 0;
}

static void subtract(u64 value[NR_COLUMNS], const u64 earlier[NR_COLUMNS])
{
	bool known = value[COL_TIMED] != NOT_KNOWN && earlier[COL_TIMED] != NOT_KNOWN;

	for (int c = 0; c < NR_COLUMNS; c++)
		value[c] = growth(earlier[c], value[c]);
	if (!known)
		value[COL_TIMED] = value[COL_EXITS] ? NOT_KNOWN : 0;
}

/* What is not known of both has not grown by anything that is known. */
static void subtract_distribution(const struct sample *earlier, const struct row *before,
				  struct sample *s, struct row *row)
{
	const struct distribution *old = row_distribution(earlier, before);
	struct distribution *now = row_distribution(s, row);

	if (!now)
		return;
	if (!old || !same_bounds(&earlier->bounds, &s->bounds)) {
		row->distribution = 0;
		return;
	}
	now->closed = growth(old->closed, now->closed);
	for (unsigned int i = 0; i < s->bounds.nr; i++)
		now->bucket[i] = growth(old->bucket[i], now->bucket[i]);
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

		if (!row)
			continue;
		subtract(rows[i].value, row->value);
		subtract_distribution(earlier, row, s, &rows[i]);
	}
	now->running -= before->running;
	add_up(s, now);
}

/* A VM lives or is kept by its name in @s. */
static bool is_in(const struct sample *s, const struct scope *vm)
{
	struct scope_key departed = VM_SCOPE(vm->key.vm);
	const struct scope *living = sample_find(s, departed);

	departed.kind = SCOPE_DEPARTED;
	departed.since = vm->since;
	return (living && living->since == vm->since) || sample_find(s, departed);
}

static void add_rows(struct sample *sum, u32 at, const struct sample *s,
		     const struct scope *scope)
{
	const struct row *rows = scope_rows(s, scope);

	for (u32 i = 0; i < scope->nr_rows; i++) {
		u64 *value = NULL;

		for (size_t r = 0; r < sum->nr_rows && !value; r++)
			if (sum->rows[r].reason == rows[i].reason)
				value = sum->rows[r].value;
		add_values(value ? value : sample_add_row(sum, at, rows[i].reason)->value,
			   rows[i].value);
	}
	if (__builtin_add_overflow(sum->scopes[at].running, scope->running,
				   &sum->scopes[at].running))
		sum->scopes[at].running = INT64_MAX;
}

/*
 * VMs that were known by name and are not any more have become part of "older": what
 * they had done by then is not of this interval.
 */
static void subtract_older(const struct sample *earlier, const struct scope *before,
			   const struct sample *later, struct sample *d, struct scope *now)
{
	struct sample known = { 0 };
	u32 at = sample_scope(&known, now->key);

	add_rows(&known, at, earlier, before);
	for (size_t i = 0; i < earlier->nr_scopes; i++) {
		const struct scope *vm = &earlier->scopes[i];

		if ((vm->key.kind == SCOPE_VM || vm->key.kind == SCOPE_DEPARTED) &&
		    !is_older(&vm->key) && !is_in(later, vm))
			add_rows(&known, at, earlier, vm);
	}
	sample_finish(&known);
	subtract_scope(&known, &known.scopes[at], d, now);
	sample_free(&known);
}

/* The same scope in the earlier sample: a VM that has ended was alive then, perhaps. */
static const struct scope *find_before(const struct sample *earlier, const struct scope *now)
{
	const struct scope *before = sample_find(earlier, now->key);

	if (!before && now->key.kind == SCOPE_DEPARTED)
		before = sample_find(earlier, VM_SCOPE(now->key.vm));
	if (before && before->since != now->since && now->key.kind == SCOPE_DEPARTED)
		return NULL;
	return before;
}

/*
 * With another begin all is new. Where the host goes on counting it was the VM that is
 * another one, with the name of one that has ended.
 */
static bool has_restarted(const struct sample *earlier, const struct sample *later,
			  const struct scope *now)
{
	const struct scope *was = sample_find(earlier, HOST_SCOPE);
	const struct scope *is = sample_find(later, HOST_SCOPE);

	return now->key.vm == SCOPE_ANY || !was || !is || was->since != is->since;
}

/* How long the numbers took: from the earlier sample or, if it is later, from zero on. */
static u64 duration(const struct sample *earlier, const struct sample *later,
		    const struct scope *now, bool is_new)
{
	u64 end = now->ended ? now->ended : later->boot_ns;

	if (is_new)
		return now->since ? growth(now->since, end) : 0;
	return growth(earlier->boot_ns, end);
}

static void scope_difference(const struct sample *earlier, const struct sample *later,
			     struct sample *d, struct scope *now)
{
	const struct scope *before = find_before(earlier, now);
	bool is_new = !before || before->since != now->since ||
		      earlier->epoch != later->epoch;

	now->duration_ns = duration(earlier, later, now, is_new);
	if (before && is_new)
		now->restarted = has_restarted(earlier, later, now);
	else if (before && is_older(&now->key))
		subtract_older(earlier, before, later, d, now);
	else if (before)
		subtract_scope(earlier, before, d, now);
}

/* Of one end alone it is not known what was behind the exits. */
static void causes_difference(const struct sample *earlier, const struct sample *later,
			      struct sample *d)
{
	if (earlier->causes && later->causes)
		sample_difference(earlier->causes, later->causes, d->causes);
	else
		sample_drop_causes(d);
}

void sample_difference(const struct sample *earlier, const struct sample *later,
		       struct sample *difference)
{
	sample_copy(difference, later);
	difference->is_difference = true;
	difference->columns &= ~COLUMN_BIT(COL_MAX);
	difference->backwards = growth(earlier->backwards, later->backwards);
	difference->interval_ns = growth(earlier->boot_ns, later->boot_ns);
	for (size_t i = 0; i < difference->nr_scopes; i++)
		scope_difference(earlier, later, difference, &difference->scopes[i]);
	timed_difference(earlier, later, difference);
	causes_difference(earlier, later, difference);
}

/* The row of a reason, as its number: adding one may move them all. */
static size_t row_of(struct sample *sum, u32 scope, u32 nr_before, u32 first_row, u32 reason)
{
	for (u32 i = 0; i < nr_before; i++)
		if (sum->rows[first_row + i].reason == reason)
			return first_row + i;
	sample_add_row(sum, scope, reason);
	return sum->nr_rows - 1;
}

/* Where the buckets are others the sum is of those that came first. */
static void accumulate_distribution(struct sample *sum, struct row *to,
				    const struct sample *difference, const struct row *from)
{
	const struct distribution *part = row_distribution(difference, from);
	struct distribution *whole;

	if (!part)
		return;
	if (!sum->bounds.nr)
		sum->bounds = difference->bounds;
	if (!same_bounds(&sum->bounds, &difference->bounds))
		return;
	whole = row_distribution(sum, to);
	add_distribution(whole ? whole : row_add_distribution(sum, to), part, sum->bounds.nr);
}

/* Not known of counters that began anew at an unknown time: at most all of the interval. */
static u64 longest_duration(const struct sample *difference, const struct scope *scope)
{
	return scope->duration_ns || scope->since ? scope->duration_ns : difference->interval_ns;
}

static void accumulate_scope(struct sample *sum, const struct sample *difference,
			     const struct scope *scope)
{
	const struct row *rows = scope_rows(difference, scope);
	u32 at = sample_scope(sum, scope->key);
	u32 nr_before = sum->scopes[at].nr_rows, first_row = sum->scopes[at].first_row;

	for (u32 i = 0; i < scope->nr_rows; i++) {
		size_t nr = row_of(sum, at, nr_before, first_row, rows[i].reason);

		add_values(sum->rows[nr].value, rows[i].value);
		accumulate_distribution(sum, &sum->rows[nr], difference, &rows[i]);
	}
	add_values(sum->scopes[at].total, scope->total);
	sum->scopes[at].has_total = true;
	sum->scopes[at].restarted |= scope->restarted;
	sum->scopes[at].has_running |= scope->has_running;
	if (__builtin_add_overflow(sum->scopes[at].running, scope->running,
				   &sum->scopes[at].running))
		sum->scopes[at].running = INT64_MAX;
	sum->scopes[at].since = scope->since;
	sum->scopes[at].ended = scope->ended;
	sum->scopes[at].duration_ns += longest_duration(difference, scope);
}

void sample_accumulate(struct sample *sum, const struct sample *difference)
{
	sum->isa = difference->isa;
	sum->tsc_khz = difference->tsc_khz;
	sum->format = difference->format;
	sum->columns |= difference->columns;
	sum->is_difference = true;
	sum->is_sum = true;
	sum->boot_ns = difference->boot_ns;
	sum->wall_ns = difference->wall_ns;
	sum->interval_ns += difference->interval_ns;
	sum->backwards += difference->backwards;
	sum->detail = difference->detail;
	sum->are_causes = difference->are_causes;
	for (size_t i = 0; i < difference->nr_scopes; i++)
		accumulate_scope(sum, difference, &difference->scopes[i]);
	sample_finish(sum);
	if (!difference->causes)
		return;
	if (!sum->causes)
		sample_add_causes(sum);
	sample_accumulate(sum->causes, difference->causes);
}
