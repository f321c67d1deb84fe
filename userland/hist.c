// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "hist.h"
#include "names.h"

enum hist_use { USE_NR, USE_NAME, USE_EXITS, USE_OPEN, USE_OTHER, USE_BUCKET };

/* What the header line says of the columns. */
struct layout {
	unsigned int nr_fields;
	unsigned char use[MAX_FIELDS];		/* USE_BUCKET + n for bucket n */
	u64 seen;				/* bit per enum hist_use below USE_OTHER */
};

static unsigned int use_of(const struct field *f)
{
	u64 bucket;

	if (field_is(f, "nr"))
		return USE_NR;
	if (field_is(f, "name"))
		return USE_NAME;
	if (field_is(f, "exits"))
		return USE_EXITS;
	if (field_is(f, "open"))
		return USE_OPEN;
	if (f->len > 1 && f->text[0] == 'b' && !parse_u64(f->text + 1, f->len - 1, &bucket) &&
	    bucket < MAX_BUCKETS)
		return USE_BUCKET + bucket;
	return USE_OTHER;
}

static int parse_header(struct hist *h, struct layout *layout, const char *text, size_t len,
			const char *file, struct failure *f)
{
	struct field fields[MAX_FIELDS];

	layout->nr_fields = split_fields(text, len, fields);
	if (layout->nr_fields > MAX_FIELDS)
		return fail(f, "%s: more than %d columns", file, MAX_FIELDS);
	for (unsigned int i = 0; i < layout->nr_fields; i++) {
		unsigned int use = use_of(&fields[i]);

		layout->use[i] = use;
		if (use < USE_OTHER)
			layout->seen |= 1u << use;
		if (use >= USE_BUCKET && use - USE_BUCKET >= h->nr_buckets)
			h->nr_buckets = use - USE_BUCKET + 1;
	}
	if (~layout->seen & (1 << USE_NR | 1 << USE_NAME) || !h->nr_buckets)
		return fail(f, "%s: no columns nr, name and b0: this is not a hist file", file);
	return 0;
}

static u64 *place_of(struct hist_row *row, unsigned int use)
{
	if (use == USE_EXITS)
		return &row->exits;
	if (use == USE_OPEN)
		return &row->open;
	return use >= USE_BUCKET ? &row->bucket[use - USE_BUCKET] : NULL;
}

static int parse_row(struct hist *h, const struct layout *layout, const struct lines *l,
		     const char *text, size_t len, struct failure *f)
{
	struct field fields[MAX_FIELDS];
	const struct field *nr = NULL, *name = NULL;
	struct hist_row row = { 0 };

	if (memchr(text, '\0', len))
		return fail(f, "%s:%lu: damaged: a NUL byte", l->file, l->number);
	if (split_fields(text, len, fields) != layout->nr_fields)
		return fail(f, "%s:%lu: damaged: not the header's %u columns", l->file, l->number,
			    layout->nr_fields);
	for (unsigned int i = 0; i < layout->nr_fields; i++) {
		u64 *place = place_of(&row, layout->use[i]);

		if (layout->use[i] == USE_NR)
			nr = &fields[i];
		else if (layout->use[i] == USE_NAME)
			name = &fields[i];
		else if (layout->use[i] < USE_OTHER && field_is(&fields[i], "-"))
			continue;	/* the source cannot tell */
		else if (place && parse_u64(fields[i].text, fields[i].len, place))
			return fail(f, "%s:%lu: damaged: '%.*s' is not a number", l->file,
				    l->number, field_shown(&fields[i]), fields[i].text);
	}
	if (field_is(nr, "-") && field_is(name, "TOTAL"))
		return 0;
	row.reason = reason_intern(nr->text, nr->len, name->text, name->len);
	h->rows = grow(h->rows, &h->rows_room, h->nr_rows, sizeof(*h->rows));
	h->rows[h->nr_rows++] = row;
	return 0;
}

int hist_parse(struct hist *h, struct lines *l, struct failure *f)
{
	struct layout layout = { 0 };
	const char *text;
	size_t len;
	int got;

	h->nr_rows = 0;
	h->nr_buckets = 0;
	while ((got = lines_next(l, &text, &len, f)) == LINES_ONE) {
		if (!layout.nr_fields) {
			if (parse_header(h, &layout, text, len, l->file, f))
				return -1;
		} else if (parse_row(h, &layout, l, text, len, f)) {
			return -1;
		}
	}
	if (got < 0)
		return -1;
	return layout.nr_fields ? 0 : fail(f, "%s: empty", l->file);
}

const struct hist_row *hist_find(const struct hist *h, u32 reason)
{
	for (size_t i = 0; i < h->nr_rows; i++)
		if (h->rows[i].reason == reason)
			return &h->rows[i];
	return NULL;
}

void hist_free(struct hist *h)
{
	free(h->rows);
	memset(h, 0, sizeof(*h));
}

static u64 sum(const u64 bucket[], unsigned int nr_buckets)
{
	u64 total = 0;

	for (unsigned int i = 0; i < nr_buckets; i++)
		if (__builtin_add_overflow(total, bucket[i], &total))
			return UINT64_MAX;
	return total;
}

/* Bucket 0 also has what took no cycle at all. */
static u64 lower_end(unsigned int i)
{
	return i ? 1ULL << i : 0;
}

static u64 upper_end(unsigned int i, unsigned int nr_buckets, u64 max)
{
	if (i + 1 == nr_buckets || i == 63)
		return max > lower_end(i) ? max : lower_end(i);
	return 1ULL << (i + 1);
}

u64 hist_percentile(const u64 bucket[], unsigned int nr_buckets, u64 per_10000, u64 max)
{
	u64 total = sum(bucket, nr_buckets), before = 0;
	u64 rank = ((u128)total * per_10000 + 9999) / 10000;

	for (unsigned int i = 0; i < nr_buckets; i++) {
		u64 lower = lower_end(i), value;

		if (!bucket[i] || rank - before > bucket[i]) {
			before += bucket[i];
			continue;
		}
		value = lower + (u128)(upper_end(i, nr_buckets, max) - lower) *
			(rank - before) / bucket[i];
		return max && value > max ? max : value;
	}
	return 0;
}

bool hist_span(const u64 bucket[], unsigned int nr_buckets, unsigned int *first,
	       unsigned int *last)
{
	bool found = false;

	*first = 0;
	*last = 0;
	for (unsigned int i = 0; i < nr_buckets; i++) {
		if (!bucket[i])
			continue;
		if (!found)
			*first = i;
		*last = i;
		found = true;
	}
	return found;
}

void hist_percentiles(const u64 bucket[], unsigned int nr_buckets, u64 max,
		      struct percentiles *p)
{
	unsigned int first, last;

	memset(p, 0, sizeof(*p));
	if (!hist_span(bucket, nr_buckets, &first, &last))
		return;
	p->count = sum(bucket, nr_buckets);
	p->least = lower_end(first);
	p->p50 = hist_percentile(bucket, nr_buckets, 5000, max);
	p->p90 = hist_percentile(bucket, nr_buckets, 9000, max);
	p->p99 = hist_percentile(bucket, nr_buckets, 9900, max);
	p->p999 = hist_percentile(bucket, nr_buckets, 9990, max);
}
