// SPDX-License-Identifier: GPL-2.0-only
#include "base/units.h"
#include "model/timed.h"

static void add_up(struct sample *s)
{
	for (size_t i = 0; i < s->nr_scopes; i++) {
		struct scope *scope = &s->scopes[i];
		const struct row *rows = scope_rows(s, scope);
		u64 total[NR_COLUMNS] = { 0 };

		for (u32 r = 0; r < scope->nr_rows; r++)
			add_values(total, rows[r].value);
		scope->total[COL_TIMED] = total[COL_TIMED];
	}
}

void timed_take_all(struct sample *s)
{
	for (size_t i = 0; i < s->nr_rows; i++)
		s->rows[i].value[COL_TIMED] = s->rows[i].value[COL_EXITS];
	for (size_t i = 0; i < s->nr_scopes; i++)
		s->scopes[i].total[COL_TIMED] = s->scopes[i].total[COL_EXITS];
}

void timed_finish(struct sample *s, bool unsure)
{
	for (size_t i = 0; unsure && i < s->nr_rows; i++) {
		u64 *value = s->rows[i].value;

		if (value[COL_TIMED] < value[COL_EXITS])
			value[COL_TIMED] = NOT_KNOWN;
	}
	add_up(s);
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

	if (!(difference->columns & earlier->columns & COLUMN_BIT(COL_TIMED)))
		difference->columns &= ~COLUMN_BIT(COL_TIMED);
	if (all_timed(earlier, later))
		timed_take_all(difference);
	else if (changed)
		timed_finish(difference, true);
}

u64 timed_exits(const struct sample *s, const u64 value[NR_COLUMNS])
{
	if (!(s->columns & COLUMN_BIT(COL_TIMED)))
		return value[COL_EXITS];
	if (value[COL_TIMED] == NOT_KNOWN)
		return NOT_KNOWN;
	return value[COL_TIMED] < value[COL_EXITS] ? value[COL_TIMED] : value[COL_EXITS];
}

bool timed_average(const struct sample *s, const u64 value[NR_COLUMNS], u64 *cycles)
{
	u64 timed = timed_exits(s, value);

	*cycles = timed == NOT_KNOWN ? 0 : average(value[COL_KERNEL], timed);
	return timed && timed != NOT_KNOWN;
}
