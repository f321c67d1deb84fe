// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "base/units.h"
#include "print/hist_text.h"

static const struct hist_row no_row;

const struct hist_row *hist_row_of(const struct hist *h, const struct view_line *line)
{
	const struct hist_row *row = hist_find(h, line->row->reason);

	return row ? row : &no_row;
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

struct percentiles hist_shown_percentiles(const struct hist *h, const struct view_line *line)
{
	u64 max = line->value[COL_MAX];
	struct percentiles p;

	hist_percentiles(h, hist_row_of(h, line)->bucket, max, &p);
	p.p50 = two_digits(p.p50, max);
	p.p90 = two_digits(p.p90, max);
	p.p99 = two_digits(p.p99, max);
	p.p999 = two_digits(p.p999, max);
	return p;
}

const char *hist_end(char text[UNIT_TEXT], const struct hist *h, unsigned int i,
			    const struct view *v)
{
	if (i + 1 < h->nr_buckets)
		return hist_time(text, h->lower[i + 1], v);
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
