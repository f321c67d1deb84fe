// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "model/names.h"
#include "print/hist_text.h"
#include "print/print_hist_bars.h"

static void print_bar(FILE *out, unsigned int eighths, unsigned int width, bool unicode)
{
	static const char *const parts[] = { "", "▏", "▎", "▍", "▌", "▋", "▊", "▉" };
	unsigned int used = eighths / 8;

	for (unsigned int i = 0; i < used; i++)
		fputs(unicode ? "█" : "#", out);
	if (eighths % 8) {
		fputs(unicode ? parts[eighths % 8] : used ? "" : "|", out);
		used += unicode || !used;
	}
	fprintf(out, "%*s", (int)(width - used), "");
}

/* Width of a bar so that the longest line fits. */
static unsigned int bar_width(unsigned int width, unsigned int others)
{
	const unsigned int least = 8, most = 100;

	if (!width || width > others + most)
		return most;
	return width < others + least ? least : width - others;
}

/* Broken where the next one does not fit. */
static void print_summary(FILE *out, const struct shown_hist *h, const struct view *v,
			  const struct table_look *look)
{
	const struct percentiles *p = &h->p;
	const u64 max = h->max;
	const struct {
		const char *name;
		u64 value;
		bool rough;
	} parts[] = {
		{ "min >=", p->least, false }, { "p50", p->p50, true }, { "p90", p->p90, true },
		{ "p99", p->p99, true }, { "p99.9", p->p999, true }, { "max", max, false },
	};
	const char *end = look->line_end ? look->line_end : "\n";
	char time[UNIT_TEXT], text[2 * UNIT_TEXT];
	const size_t nr = hist_has_max(v) ? ARRAY_SIZE(parts) : ARRAY_SIZE(parts) - 1;
	size_t used = 0;

	for (size_t i = 0; i < nr; i++) {
		size_t len = snprintf(text, sizeof(text), "%s %s", parts[i].name,
				      parts[i].rough ? hist_rough_time(time, parts[i].value, max, v) :
				      hist_time(time, parts[i].value, v));

		if (used && look->width && used + 2 + len > look->width) {
			fputs(end, out);
			used = 0;
		}
		used += fprintf(out, "%s%s", used ? "  " : "", text);
	}
	fputs(end, out);
}

void print_hist_bars(FILE *out, const struct view *v, const struct view_line *line,
		     const struct table_look *look, bool unicode)
{
	const struct bounds *b = &v->sample->bounds;
	const char *end = look->line_end ? look->line_end : "\n";
	char low[UNIT_TEXT], high[UNIT_TEXT], share[UNIT_TEXT], count[UNIT_TEXT];
	unsigned int first, last, width, digits;
	struct shown_hist h;
	const u64 *bucket;
	u64 max;

	hist_of_line(v, line, &h);
	bucket = h.numbers.bucket;
	max = hist_largest(bucket, b->nr);
	fprintf(out, "%s (%s): %llu exits", reason_name(line->row->reason),
		reason_nr(line->row->reason), line->value[COL_EXITS]);
	if (h.numbers.closed > h.p.count)
		fprintf(out, ", %llu of them not timed", h.numbers.closed - h.p.count);
	fputs(end, out);
	if (!hist_span(bucket, b->nr, &first, &last))
		return;
	/* A screen may have no room for the last lines. */
	if (look->line_end)
		print_summary(out, &h, v, look);
	digits = snprintf(count, sizeof(count), "%llu", max);
	width = bar_width(look->width, 27 + digits + 9);
	for (unsigned int i = first; i <= last; i++) {
		fprintf(out, "%10s .. %-10s  ", hist_time(low, hist_lower(b, i), v),
			hist_end(high, i, v));
		print_bar(out, hist_height(bucket[i], max, width * 8), width, unicode);
		fprintf(out, " %*llu  %7s%s", (int)digits, bucket[i],
			format_share(share, bucket[i], h.p.count), end);
	}
	if (!look->line_end)
		print_summary(out, &h, v, look);
}
