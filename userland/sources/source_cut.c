// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "base/clock_text.h"
#include "sources/source_cut.h"

#define DAY_NS	(24 * 3600 * 1000000000ULL)

struct cut_source {
	struct source source;
	struct source *inner;
	const char *since, *until;
	u64 first_ns, last_ns;		/* of the samples that there are */
	u64 begin_ns, end_ns;
	bool resolved, found;
};

/* Of a clock alone, on the day of the first sample, or the day after. */
static u64 moment(const char *text, u64 first_ns, u64 least_ns)
{
	u64 ns;
	bool has_date;

	if (parse_local(text, first_ns, &ns, &has_date))
		return 0;
	return !has_date && ns < least_ns ? ns + DAY_NS : ns;
}

static void resolve(struct cut_source *c, u64 first_ns)
{
	const u64 half_a_day = DAY_NS / 2;

	c->resolved = true;
	c->first_ns = first_ns;
	c->end_ns = UINT64_MAX;
	if (c->since)
		c->begin_ns = moment(c->since, first_ns,
				     first_ns > half_a_day ? first_ns - half_a_day : 0);
	if (c->until)
		c->end_ns = moment(c->until, first_ns, c->since ? c->begin_ns : first_ns);
}

static int end(const struct cut_source *c, struct failure *f)
{
	char first[TIME_TEXT], last[TIME_TEXT];

	if (c->found || !c->resolved)
		return SOURCE_END;
	return fail(f, "nothing in that time: the samples are from %s to %s",
		    format_local(first, c->first_ns), format_local(last, c->last_ns));
}

static int next(struct source *src, struct sample *s, struct failure *f)
{
	struct cut_source *c = (struct cut_source *)src;
	int got;

	while ((got = c->inner->next(c->inner, s, f)) == SOURCE_SAMPLE) {
		if (!c->resolved)
			resolve(c, s->wall_ns);
		c->last_ns = s->wall_ns;
		if (s->wall_ns < c->begin_ns || s->wall_ns > c->end_ns)
			continue;
		c->found = true;
		return SOURCE_SAMPLE;
	}
	return got < 0 ? -1 : end(c, f);
}

static void close_cut(struct source *src)
{
	struct cut_source *c = (struct cut_source *)src;

	c->inner->close(c->inner);
	free(c);
}

struct source *open_cut(struct source *inner, const char *since, const char *until)
{
	struct cut_source *c = xcalloc(1, sizeof(*c));

	c->source = (struct source){ .next = next, .close = close_cut };
	c->inner = inner;
	c->since = since;
	c->until = until;
	return &c->source;
}
