// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "base/units.h"
#include "model/names.h"
#include "print/csv.h"
#include "print/json.h"
#include "print/print_hist.h"

static const struct hist_row no_row;

static const struct hist_row *row_of(const struct hist *h, const struct view_line *line)
{
	const struct hist_row *row = hist_find(h, line->row->reason);

	return row ? row : &no_row;
}

static const char *time_text(char text[UNIT_TEXT], u64 cycles, const struct view *v)
{
	return format_cycles(text, cycles, v->options->cycles ? 0 : v->sample->tsc_khz);
}

/*
 * A percentile is interpolated inside a bucket: two digits are more than it is good to.
 * What is read off is never above the maximum.
 */
static const char *rough_text(char text[UNIT_TEXT], u64 cycles, u64 max, const struct view *v)
{
	u64 khz = v->options->cycles ? 0 : v->sample->tsc_khz;

	if (khz)
		return format_ns_roughly(text, cycles_to_ns(cycles, khz), cycles_to_ns(max, khz));
	snprintf(text, UNIT_TEXT, "%llu", two_digits(cycles, max));
	return text;
}

/* Of one reason, to the digits that are shown. */
static struct percentiles percentiles_of(const struct hist *h, const struct view_line *line)
{
	u64 max = line->value[COL_MAX];
	struct percentiles p;

	hist_percentiles(h, row_of(h, line)->bucket, max, &p);
	p.p50 = two_digits(p.p50, max);
	p.p90 = two_digits(p.p90, max);
	p.p99 = two_digits(p.p99, max);
	p.p999 = two_digits(p.p999, max);
	return p;
}

/* Where a bucket ends. */
static const char *end_text(char text[UNIT_TEXT], const struct hist *h, unsigned int i,
			    const struct view *v)
{
	if (i + 1 < h->nr_buckets)
		return time_text(text, h->lower[i + 1], v);
	snprintf(text, UNIT_TEXT, "longer");
	return text;
}

/* The buckets that any of the shown reasons has used. */
static bool span_of_all(const struct view *v, const struct hist *h, unsigned int *first,
			unsigned int *last)
{
	bool found = false;

	for (size_t i = 0; i < v->nr_lines; i++) {
		unsigned int low, high;

		if (!hist_span(row_of(h, &v->lines[i])->bucket, h->nr_buckets, &low, &high))
			continue;
		*first = found && *first < low ? *first : low;
		*last = found && *last > high ? *last : high;
		found = true;
	}
	return found;
}

static u64 largest(const u64 bucket[], unsigned int nr)
{
	u64 max = 0;

	for (unsigned int i = 0; i < nr; i++)
		max = bucket[i] > max ? bucket[i] : max;
	return max;
}

/* @part of @whole as 0..@steps, rounded up: what is there is seen. */
static unsigned int height(u64 part, u64 whole, unsigned int steps)
{
	return whole ? ((u128)part * steps + whole - 1) / whole : 0;
}

static void make_strip(char *text, size_t room, const u64 bucket[], unsigned int first,
		       unsigned int last, bool unicode)
{
	static const char *const blocks[] = {
		" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"
	};
	static const char *const ascii[] = { " ", ".", ":", "-", "=", "+", "*", "#", "@" };
	u64 max = largest(bucket + first, last - first + 1);

	text[0] = '\0';
	for (unsigned int i = first; i <= last; i++) {
		unsigned int step = height(bucket[i], max, 8);

		strncat(text, unicode ? blocks[step] : ascii[step], room - strlen(text) - 1);
	}
}

static const struct table_column columns[] = {
	{ "REASON", .left = true },
	{ "NR", .drop = 5 },
	{ "COUNT", .drop = 3 },
	{ "MIN>=", .drop = 2 },
	{ .heading = "P50" },
	{ "P90", .drop = 1 },
	{ .heading = "P99" },
	{ "P99.9", .drop = 1 },
	{ .heading = "MAX" },
	{ "DISTRIBUTION", .left = true, .drop = 6 },
};

static void add_percentiles(struct table *t, const struct percentiles *p, u64 max,
			    const struct view *v)
{
	const u64 rough[] = { p->p50, p->p90, p->p99, p->p999 };
	char text[UNIT_TEXT];

	snprintf(text, sizeof(text), "%llu", p->count);
	table_cell(t, text);
	table_cell(t, p->count ? time_text(text, p->least, v) : "-");
	for (size_t i = 0; i < ARRAY_SIZE(rough); i++)
		table_cell(t, p->count ? rough_text(text, rough[i], max, v) : "-");
	table_cell(t, p->count ? time_text(text, max, v) : "-");
}

static void add_line(struct table *t, const struct view *v, const struct view_line *line,
		     const struct hist *h, const char *strip)
{
	struct percentiles p;

	hist_percentiles(h, row_of(h, line)->bucket, line->value[COL_MAX], &p);
	table_row(t, STYLE_PLAIN);
	table_cell(t, reason_name(line->row->reason));
	table_cell(t, reason_nr(line->row->reason));
	add_percentiles(t, &p, line->value[COL_MAX], v);
	table_cell(t, strip);
}

void print_hist_table(FILE *out, const struct view *v, const struct hist *h,
		      const struct table_look *look, bool unicode)
{
	unsigned int first = 0, last = 0;
	bool any = span_of_all(v, h, &first, &last);
	char low[UNIT_TEXT], high[UNIT_TEXT];
	char strip[MAX_BUCKETS * 4 + 1];
	struct table t = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(columns); i++)
		table_column(&t, &columns[i]);
	for (size_t i = 0; i < v->nr_lines; i++) {
		make_strip(strip, sizeof(strip), row_of(h, &v->lines[i])->bucket, first, last,
			   unicode);
		add_line(&t, v, &v->lines[i], h, strip);
	}
	table_print(&t, out, look);
	if (any && table_shows(&t, "DISTRIBUTION", look->width))
		fprintf(out, "DISTRIBUTION is from %s to %s, twice as long with each character\n",
			time_text(low, hist_lower(h, first), v), end_text(high, h, last, v));
	table_free(&t);
}

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
static void print_summary(FILE *out, const struct percentiles *p, u64 max, const struct view *v,
			  const struct table_look *look)
{
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
	size_t used = 0;

	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		size_t len = snprintf(text, sizeof(text), "%s %s", parts[i].name,
				      parts[i].rough ? rough_text(time, parts[i].value, max, v) :
				      time_text(time, parts[i].value, v));

		if (used && look->width && used + 2 + len > look->width) {
			fputs(end, out);
			used = 0;
		}
		used += fprintf(out, "%s%s", used ? "  " : "", text);
	}
	fputs(end, out);
}

void print_hist_bars(FILE *out, const struct view *v, const struct view_line *line,
		     const struct hist *h, const struct table_look *look, bool unicode)
{
	const struct hist_row *row = row_of(h, line);
	const char *end = look->line_end ? look->line_end : "\n";
	char low[UNIT_TEXT], high[UNIT_TEXT], share[UNIT_TEXT], count[UNIT_TEXT];
	u64 max = largest(row->bucket, h->nr_buckets);
	unsigned int first, last, width, digits;
	struct percentiles p;

	hist_percentiles(h, row->bucket, line->value[COL_MAX], &p);
	fprintf(out, "%s (%s): %llu exits", reason_name(line->row->reason),
		reason_nr(line->row->reason), line->value[COL_EXITS]);
	if (row->closed > p.count)
		fprintf(out, ", %llu of them not timed", row->closed - p.count);
	fputs(end, out);
	if (!hist_span(row->bucket, h->nr_buckets, &first, &last))
		return;
	/* A screen may have no room for the last lines. */
	if (look->line_end)
		print_summary(out, &p, line->value[COL_MAX], v, look);
	digits = snprintf(count, sizeof(count), "%llu", max);
	width = bar_width(look->width, 27 + digits + 9);
	for (unsigned int i = first; i <= last; i++) {
		fprintf(out, "%10s .. %-10s  ", time_text(low, hist_lower(h, i), v),
			end_text(high, h, i, v));
		print_bar(out, height(row->bucket[i], max, width * 8), width, unicode);
		fprintf(out, " %*llu  %7s%s", (int)digits, row->bucket[i],
			format_share(share, row->bucket[i], p.count), end);
	}
	if (!look->line_end)
		print_summary(out, &p, line->value[COL_MAX], v, look);
}

static void print_json_row(FILE *out, const struct view_line *line, const struct hist *h)
{
	const struct hist_row *row = row_of(h, line);
	u64 max = line->value[COL_MAX];
	struct percentiles p = percentiles_of(h, line);

	fputs("{\"nr\":", out);
	json_string(out, reason_nr(line->row->reason));
	fputs(",\"name\":", out);
	json_string(out, reason_name(line->row->reason));
	fprintf(out, ",\"exits\":%llu,\"closed\":%llu,\"count\":%llu,\"min\":%llu,\"p50\":%llu,",
		line->value[COL_EXITS], row->closed, p.count, p.least, p.p50);
	fprintf(out, "\"p90\":%llu,\"p99\":%llu,\"p999\":%llu,\"max\":%llu,\"buckets\":[", p.p90,
		p.p99, p.p999, max);
	for (unsigned int i = 0; i < h->nr_buckets; i++)
		fprintf(out, "%s%llu", i ? "," : "", row->bucket[i]);
	fputs("]}", out);
}

void print_hist_json(FILE *out, const struct view *v, const struct hist *h)
{
	json_sample_begin(out, v->sample);
	json_scope_key(out, &v->options->scope);
	fputs(",\"lower_bounds\":[", out);
	for (unsigned int i = 0; i < h->nr_buckets; i++)
		fprintf(out, "%s%llu", i ? "," : "", h->lower[i]);
	fputs("],\"reasons\":[", out);
	for (size_t i = 0; i < v->nr_lines; i++) {
		if (i)
			putc(',', out);
		print_json_row(out, &v->lines[i], h);
	}
	fputs("]}\n", out);
}

void print_hist_csv(FILE *out, const struct view *v, const struct hist *h)
{
	fputs("nr,name,exits,closed,count,min,p50,p90,p99,p999,max", out);
	for (unsigned int i = 0; i < h->nr_buckets; i++)
		fprintf(out, ",%llu", h->lower[i]);
	putc('\n', out);
	for (size_t i = 0; i < v->nr_lines; i++) {
		const struct view_line *line = &v->lines[i];
		const struct hist_row *row = row_of(h, line);
		struct percentiles p = percentiles_of(h, line);

		csv_text(out, reason_nr(line->row->reason));
		putc(',', out);
		csv_text(out, reason_name(line->row->reason));
		fprintf(out, ",%llu,%llu,%llu,%llu,%llu,%llu,%llu,%llu,%llu",
			line->value[COL_EXITS], row->closed, p.count, p.least, p.p50, p.p90, p.p99,
			p.p999, line->value[COL_MAX]);
		for (unsigned int b = 0; b < h->nr_buckets; b++)
			fprintf(out, ",%llu", row->bucket[b]);
		putc('\n', out);
	}
}
