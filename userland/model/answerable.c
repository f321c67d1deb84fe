// SPDX-License-Identifier: GPL-2.0-only
#include "model/answerable.h"
#include "model/reasons.h"

static bool has_reason(const struct sample *s, const char *text)
{
	for (size_t i = 0; i < s->nr_rows; i++)
		if (reason_matches(s->rows[i].reason, text))
			return true;
	return reason_exists(s->isa, text);
}

int check_number_is_clear(enum isa isa, const char *text, struct failure *f)
{
	u64 decimal;

	if (reason_is_unclear(isa, text, &decimal))
		return fail(f, "reasons of svm have hexadecimal numbers: '%s' is 0x%s or 0x%llx?",
			    text, text, decimal);
	return 0;
}

static int check_reason(const char *text, const struct sample *s, struct failure *f)
{
	if (check_number_is_clear(s->isa, text, f))
		return -1;
	if (!has_reason(s, text))
		return fail(f, "no exit reason '%s' on %s: --all-reasons lists them", text,
			    isa_name(s->isa));
	return 0;
}

static unsigned int columns_for(enum sort_key sort)
{
	if ((int)sort < NR_COLUMNS)
		return COLUMN_BIT(sort);
	if (sort == SORT_AVERAGE)
		return COLUMN_BIT(COL_KERNEL);
	return sort == SORT_TIME ? COLUMN_BIT(COL_KERNEL) | COLUMN_BIT(COL_USER) : 0;
}

static int check_columns(const struct column_choice *choice, const struct sample *s,
			 struct failure *f)
{
	for (unsigned int i = 0; i < choice->nr; i++) {
		const struct shown_column *c = choice->list[i];

		if ((c->needs | COLUMN_BIT(c->column)) & ~s->columns ||
		    (c->as == AS_PERCENTILE && !s->bounds.nr))
			return fail(f, "nothing is known of %s here: leave it out of --columns",
				    c->heading);
	}
	return 0;
}

int check_answerable(const struct view_options *o, const struct sample *s, struct failure *f)
{
	for (size_t i = 0; o->reasons && i < o->reasons->nr; i++)
		if (check_reason(o->reasons->list[i], s, f))
			return -1;
	if (o->hists && !s->bounds.nr)
		return fail(f, "there are no distributions here");
	if (check_columns(&o->columns, s, f))
		return -1;
	if (columns_for(o->sort) & ~s->columns)
		return fail(f, "nothing is known of '%s' here: choose another key than --sort %s",
			    sort_key_name(o->sort), sort_key_name(o->sort));
	return 0;
}
