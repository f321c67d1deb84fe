// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "sources/distribution_text.h"

static const char first[] = "closed";

/* The numbers between commas from @at on, in turn: 1, 0 behind the last one, -1. */
static int next_number(const struct field *f, size_t *at, u64 *value)
{
	const char *comma;
	size_t len;

	if (*at > f->len)
		return 0;
	comma = memchr(f->text + *at, ',', f->len - *at);
	len = comma ? (size_t)(comma - f->text) - *at : f->len - *at;
	if (parse_u64(f->text + *at, len, value))
		return -1;
	*at += len + 1;
	return 1;
}

void write_bounds(FILE *out, const struct bounds *b)
{
	fputs(first, out);
	for (unsigned int i = 0; i < b->nr; i++)
		fprintf(out, ",%llu", b->lower[i]);
}

bool is_bounds(const struct field *f)
{
	const size_t len = strlen(first);

	return f->len > len && f->text[len] == ',' && !memcmp(f->text, first, len);
}

int parse_bounds(const struct field *f, struct bounds *b)
{
	size_t at = strlen(first) + 1;
	u64 lower;
	int got;

	b->nr = 0;
	while ((got = next_number(f, &at, &lower)) > 0) {
		if (b->nr == MAX_BUCKETS || (b->nr && lower <= b->lower[b->nr - 1]))
			return -1;
		b->lower[b->nr++] = lower;
	}
	return got;
}

void write_distribution(FILE *out, const struct sample *s, const struct row *row)
{
	const struct distribution *d = row_distribution(s, row);
	unsigned int nr = s->bounds.nr;

	if (!d) {
		putc('-', out);
		return;
	}
	while (nr && !d->bucket[nr - 1])
		nr--;
	fprintf(out, "%llu", d->closed);
	for (unsigned int i = 0; i < nr; i++)
		fprintf(out, ",%llu", d->bucket[i]);
}

int parse_distribution(const struct field *f, struct sample *s, struct row *row)
{
	struct distribution *d;
	unsigned int nr = 0;
	size_t at = 0;
	u64 value;
	int got;

	if (field_is(f, "-"))
		return 0;
	d = row_add_distribution(s, row);
	while ((got = next_number(f, &at, &value)) > 0 && nr <= s->bounds.nr) {
		if (nr)
			d->bucket[nr - 1] = value;
		else
			d->closed = value;
		nr++;
	}
	return got ? -1 : 0;
}
