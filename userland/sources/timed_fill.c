// SPDX-License-Identifier: GPL-2.0-only
#include "model/timed.h"
#include "sources/debugfs_hist.h"
#include "sources/timed_fill.h"

/* What a row of a distribution says: exits without a time, and the most cycles of the others. */
struct counted {
	u64 untimed, most;
};

static struct counted count(const struct hist *h, const struct hist_row *row)
{
	struct counted c = { 0 };
	u64 timed = 0, most;

	for (unsigned int i = 0; i < h->bounds.nr; i++) {
		timed = saturating_add(timed, row->bucket[i]);
		if (i + 1 == h->bounds.nr)
			most = row->bucket[i] ? UINT64_MAX : 0;
		else if (__builtin_mul_overflow(row->bucket[i], h->bounds.lower[i + 1], &most))
			most = UINT64_MAX;
		c.most = saturating_add(c.most, most);
	}
	c.untimed = row->closed > timed ? row->closed - timed : 0;
	return c;
}

static u64 untimed_of(const struct hist *h)
{
	u64 sum = 0;

	for (size_t i = 0; i < h->nr_rows; i++)
		sum = saturating_add(sum, count(h, &h->rows[i]).untimed);
	return sum;
}

/* What makes a whole sample doubtful: a time that its exits in buckets cannot have taken. */
struct filling {
	struct sample *sample;
	bool unsure;
};

static void fill_row(struct filling *f, struct row *row, struct counted c)
{
	u64 *value = row->value;

	value[COL_TIMED] = value[COL_EXITS] > c.untimed ? value[COL_EXITS] - c.untimed : 0;
	f->unsure |= c.untimed && value[COL_KERNEL] > c.most;
}

/* From the distributions of one scope. */
static void fill_scope(struct filling *f, struct scope *scope, const struct hist *h)
{
	const struct counted all = { 0, UINT64_MAX };
	struct row *rows = scope_rows(f->sample, scope);

	for (u32 i = 0; i < scope->nr_rows; i++) {
		const struct hist_row *row = hist_find(h, rows[i].reason);

		fill_row(f, &rows[i], row ? count(h, row) : all);
	}
}

static void take_row(const struct hist *h, const struct scope_key *key,
		     const struct hist_row *row, void *filling)
{
	struct filling *f = filling;
	struct scope *scope = sample_find_since(f->sample, *key, row->since);
	struct row *rows = scope ? scope_rows(f->sample, scope) : NULL;

	for (u32 i = 0; rows && i < scope->nr_rows; i++)
		if (rows[i].reason == row->reason)
			fill_row(f, &rows[i], count(h, row));
}

/* Until a distribution tells it. */
static void forget_all(struct sample *s)
{
	for (size_t i = 0; i < s->nr_rows; i++)
		if (s->rows[i].value[COL_EXITS])
			s->rows[i].value[COL_TIMED] = NOT_KNOWN;
}

/* A scope with a distribution of its own, which is read faster than those of all. */
static bool is_single(const struct sample *s)
{
	return s->nr_scopes == 1 && s->scopes[0].key.kind != SCOPE_CPU &&
	       s->scopes[0].key.kind != SCOPE_DEPARTED;
}

static bool fill_some(const struct debugfs *d, struct filling *f, struct hist *h)
{
	struct sample *s = f->sample;
	struct failure ignored;

	if (is_single(s)) {
		if (debugfs_read_hist(d, &s->scopes[0].key, h, &ignored))
			return false;
		fill_scope(f, &s->scopes[0], h);
	} else {
		forget_all(s);
		debugfs_each_hist(d, take_row, f, &ignored);
	}
	timed_finish(s, f->unsure);
	return true;
}

static bool fill(const struct debugfs *d, struct sample *s, struct hist *h)
{
	struct filling f = { .sample = s };
	struct failure ignored;

	if (debugfs_read_hist(d, &HOST_SCOPE, h, &ignored))
		return false;
	s->untimed = untimed_of(h);
	s->untimed_known = true;
	if (s->untimed)
		return fill_some(d, &f, h);
	timed_take_all(s);
	return true;
}

void timed_fill(const struct debugfs *d, struct sample *s)
{
	struct hist h = { 0 };

	s->detail = debugfs_detail(d);
	s->untimed_known = false;
	s->columns &= ~COLUMN_BIT(COL_TIMED);
	if (fill(d, s, &h))
		s->columns |= COLUMN_BIT(COL_TIMED);
	hist_free(&h);
}

