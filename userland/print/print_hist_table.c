// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "model/names.h"
#include "model/view_hist.h"
#include "print/hist_text.h"
#include "print/print_hist_table.h"

/* The buckets that any of the shown reasons has used. */
static bool span_of_all(const struct view *v, unsigned int *first, unsigned int *last)
{
	bool found = false;

	for (size_t i = 0; i < v->nr_lines; i++) {
		struct hist_numbers n;
		unsigned int low, high;

		view_line_hist(v, &v->lines[i], &n);
		if (!hist_span(n.bucket, v->sample->bounds.nr, &low, &high))
			continue;
		*first = found && *first < low ? *first : low;
		*last = found && *last > high ? *last : high;
		found = true;
	}
	return found;
}

static void make_strip(char *text, size_t room, const u64 bucket[], unsigned int first,
		       unsigned int last, bool unicode)
{
	static const char *const blocks[] = {
		" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"
	};
	static const char *const ascii[] = { " ", ".", ":", "-", "=", "+", "*", "#", "@" };
	u64 max = hist_largest(bucket + first, last - first + 1);

	text[0] = '\0';
	for (unsigned int i = first; i <= last; i++) {
		unsigned int step = hist_height(bucket[i], max, 8);

		strncat(text, unicode ? blocks[step] : ascii[step], room - strlen(text) - 1);
	}
}

#define MAX_HEADING	"MAX"

static const struct table_column columns[] = {
	{ "REASON", .left = true },
	{ "NR", .drop = 5 },
	{ "COUNT", .drop = 3 },
	{ "MIN>=", .drop = 2 },
	{ .heading = "P50" },
	{ "P90", .drop = 1 },
	{ .heading = "P99" },
	{ "P99.9", .drop = 1 },
	{ .heading = MAX_HEADING },
	{ "DISTRIBUTION", .left = true, .drop = 6 },
};

static void add_percentiles(struct table *t, const struct shown_hist *h, const struct view *v)
{
	const struct percentiles *p = &h->p;
	const u64 rough[] = { p->p50, p->p90, p->p99, p->p999 };
	char text[UNIT_TEXT];

	snprintf(text, sizeof(text), "%llu", p->count);
	table_cell(t, text);
	table_cell(t, p->count ? hist_time(text, p->least, v) : "-");
	for (size_t i = 0; i < ARRAY_SIZE(rough); i++)
		table_cell(t, p->count ? hist_rough_time(text, rough[i], h->max, v) : "-");
	if (hist_has_max(v))
		table_cell(t, hist_knows_max(h) ? hist_time(text, h->max, v) : "-");
}

static void add_line(struct table *t, const struct view *v, const struct view_line *line,
		     unsigned int first, unsigned int last, bool unicode)
{
	char strip[MAX_BUCKETS * 4 + 1];
	struct shown_hist h;

	hist_of_line(v, line, &h);
	make_strip(strip, sizeof(strip), h.numbers.bucket, first, last, unicode);
	table_row(t, STYLE_PLAIN);
	table_cell(t, reason_name(line->row->reason));
	table_cell(t, reason_nr(line->row->reason));
	add_percentiles(t, &h, v);
	table_cell(t, strip);
}

void print_hist_table(FILE *out, const struct view *v, const struct table_look *look,
		      bool unicode)
{
	unsigned int first = 0, last = 0;
	bool any = span_of_all(v, &first, &last);
	char low[UNIT_TEXT], high[UNIT_TEXT];
	struct table t = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		if (hist_has_max(v) || strcmp(columns[i].heading, MAX_HEADING))
			table_column(&t, &columns[i]);
	for (size_t i = 0; i < v->nr_lines; i++)
		add_line(&t, v, &v->lines[i], first, last, unicode);
	table_print(&t, out, look);
	if (any && table_shows(&t, "DISTRIBUTION", look->width))
		fprintf(out, "DISTRIBUTION is from %s to %s, twice as long with each character\n",
			hist_time(low, hist_lower(&v->sample->bounds, first), v),
			hist_end(high, last, v));
	table_free(&t);
}
