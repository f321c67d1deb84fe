// SPDX-License-Identifier: GPL-2.0-only
#include "timed.h"

/* What a row of a distribution says: exits without a time, and the most cycles of the others. */
struct counted {
	u64 untimed, most;
};

static u64 add(u64 a, u64 b)
{
	return __builtin_add_overflow(a, b, &a) ? UINT64_MAX : a;
}

static struct counted count(const struct hist *h, const struct hist_row *row)
{
	struct counted c = { 0 };
	u64 timed = 0, most;

	for (unsigned int i = 0; i < h->nr_buckets; i++) {
		timed = add(timed, row->bucket[i]);
		if (i + 1 == h->nr_buckets)
			most = row->bucket[i] ? UINT64_MAX : 0;
		else if (__builtin_mul_overflow(row->bucket[i], h->lower[i + 1], &most))
			most = UINT64_MAX;
		c.most = add(c.most, most);
	}
	c.untimed = row->closed > timed ? row->closed - timed : 0;
	return c;
}

static u64 untimed_of(const struct hist *h)
{
	u64 sum = 0;

	for (size_t i = 0; i < h->nr_rows; i++)
		sum = add(sum, count(h, &h->rows[i]).untimed);
	return sum;
}

/* @h is NULL where all exits were timed. */
static void fill_scope(struct sample *s, struct scope *scope, const struct hist *h)
{
	struct row *rows = scope_rows(s, scope);

	scope->total[COL_TIMED] = 0;
	for (u32 i = 0; i < scope->nr_rows; i++) {
		const struct hist_row *row = h ? hist_find(h, rows[i].reason) : NULL;
		struct counted c = { 0, UINT64_MAX };
		u64 *value = rows[i].value;

		if (row)
			c = count(h, row);
		value[COL_TIMED] = value[COL_EXITS] > c.untimed ? value[COL_EXITS] - c.untimed : 0;
		if (c.untimed && value[COL_KERNEL] > c.most)
			s->timed_unsure = true;
		scope->total[COL_TIMED] = add(scope->total[COL_TIMED], value[COL_TIMED]);
	}
}

/* Of a list of scopes it is known only whether it is all or not. */
static bool fill(const struct debugfs *d, struct sample *s, struct hist *h)
{
	struct failure ignored;

	if (debugfs_read_hist(d, &HOST_SCOPE, h, &ignored))
		return false;
	s->untimed = untimed_of(h);
	s->untimed_known = true;
	if (!s->untimed) {
		for (size_t i = 0; i < s->nr_scopes; i++)
			fill_scope(s, &s->scopes[i], NULL);
		return true;
	}
	if (s->nr_scopes != 1 || s->scopes[0].key.kind == SCOPE_CPU ||
	    s->scopes[0].key.kind == SCOPE_DEPARTED) {
		s->timed_unsure = true;
		return true;
	}
	if (debugfs_read_hist(d, &s->scopes[0].key, h, &ignored))
		return false;
	fill_scope(s, &s->scopes[0], h);
	return true;
}

void timed_fill(const struct debugfs *d, struct sample *s)
{
	struct hist h = { 0 };

	s->detail = debugfs_detail(d);
	s->timed_unsure = false;
	s->untimed_known = false;
	s->columns &= ~COLUMN_BIT(COL_TIMED);
	if (fill(d, s, &h))
		s->columns |= COLUMN_BIT(COL_TIMED);
	hist_free(&h);
}

static void take_all(struct sample *s)
{
	s->timed_unsure = false;
	for (size_t i = 0; i < s->nr_rows; i++)
		s->rows[i].value[COL_TIMED] = s->rows[i].value[COL_EXITS];
	for (size_t i = 0; i < s->nr_scopes; i++)
		s->scopes[i].total[COL_TIMED] = s->scopes[i].total[COL_EXITS];
}

/* All exits were put into a bucket, or all were timed and none was. */
static bool all_timed(const struct sample *earlier, const struct sample *later)
{
	if (earlier->untimed_known && later->untimed_known && earlier->untimed == later->untimed)
		return true;
	return earlier->detail == DETAIL_TIME && later->detail == DETAIL_TIME;
}

void timed_difference(const struct sample *earlier, const struct sample *later,
		      struct sample *difference)
{
	bool changed = (earlier->detail == DETAIL_TIME) != (later->detail == DETAIL_TIME);
	bool unsure = earlier->timed_unsure || later->timed_unsure;

	if (!(difference->columns & earlier->columns & COLUMN_BIT(COL_TIMED)))
		difference->columns &= ~COLUMN_BIT(COL_TIMED);
	/* Of one scope the distributions tell the difference, whatever was before. */
	difference->timed_unsure = changed || (unsure && later->nr_scopes != 1);
	if (all_timed(earlier, later))
		take_all(difference);
}

u64 timed_exits(const struct sample *s, const u64 value[NR_COLUMNS])
{
	if (!(s->columns & COLUMN_BIT(COL_TIMED)) || value[COL_TIMED] >= value[COL_EXITS])
		return value[COL_EXITS];
	return s->timed_unsure ? 0 : value[COL_TIMED];
}
