// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "base/units.h"
#include "model/view_hist.h"
#include "print/hist_text.h"

bool hist_has_max(const struct view *v)
{
	return v->sample->columns & COLUMN_BIT(COL_MAX);
}

bool hist_knows_max(const struct shown_hist *h)
{
	return h->max || h->p.count;
}

static u64 max_of(const struct sample *s, const u64 value[NR_COLUMNS])
{
	return s->columns & COLUMN_BIT(COL_MAX) ? value[COL_MAX] : 0;
}

void hist_of_line(const struct view *v, const struct view_line *line, struct shown_hist *h)
{
	view_line_hist(v, line, &h->numbers);
	h->max = max_of(v->sample, line->value);
	hist_percentiles(&v->sample->bounds, h->numbers.bucket, h->max, &h->p);
}

const char *hist_time(char text[UNIT_TEXT], u64 cycles, const struct view *v)
{
	return format_cycles(text, cycles, v->options->cycles ? 0 : v->sample->tsc_khz);
}

const char *hist_rough_time(char text[UNIT_TEXT], u64 cycles, u64 max, const struct view *v)
{
	u64 khz = v->options->cycles ? 0 : v->sample->tsc_khz;

	if (khz)
		return format_ns_roughly(text, cycles_to_ns(cycles, khz), cycles_to_ns(max, khz));
	snprintf(text, UNIT_TEXT, "%llu", two_digits(cycles, max));
	return text;
}

const char *hist_percentile_time(char text[UNIT_TEXT], const struct view *v,
				 const u64 value[NR_COLUMNS], const struct hist_numbers *n,
				 unsigned int per_10000)
{
	const struct bounds *b = &v->sample->bounds;
	const u64 max = max_of(v->sample, value);

	if (hist_largest(n->bucket, b->nr))
		return hist_rough_time(text, hist_percentile(b, n->bucket, per_10000, max), max, v);
	return strcpy(text, "-");
}

struct percentiles hist_rounded(const struct percentiles *p, u64 max)
{
	struct percentiles rounded = *p;

	rounded.p50 = two_digits(p->p50, max);
	rounded.p90 = two_digits(p->p90, max);
	rounded.p99 = two_digits(p->p99, max);
	rounded.p999 = two_digits(p->p999, max);
	return rounded;
}

struct percentiles hist_of_values(const struct sample *s, const u64 value[NR_COLUMNS],
				  const struct hist_numbers *n)
{
	const u64 max = max_of(s, value);
	struct percentiles p;

	hist_percentiles(&s->bounds, n->bucket, max, &p);
	return hist_rounded(&p, max);
}

const char *hist_end(char text[UNIT_TEXT], unsigned int i, const struct view *v)
{
	const struct bounds *b = &v->sample->bounds;

	if (i + 1 < b->nr)
		return hist_time(text, b->lower[i + 1], v);
	snprintf(text, UNIT_TEXT, "longer");
	return text;
}

u64 hist_largest(const u64 bucket[], unsigned int nr)
{
	u64 max = 0;

	for (unsigned int i = 0; i < nr; i++)
		max = bucket[i] > max ? bucket[i] : max;
	return max;
}

unsigned int hist_height(u64 part, u64 whole, unsigned int steps)
{
	return whole ? ((u128)part * steps + whole - 1) / whole : 0;
}
