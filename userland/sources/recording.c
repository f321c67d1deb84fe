// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "base/fields.h"
#include "base/text.h"
#include "model/labels.h"
#include "model/names.h"
#include "sources/parse.h"
#include "sources/recording.h"

#define SAMPLE_FIELDS	7

int recording_open(struct recording *r, struct lines *l, struct failure *f)
{
	const size_t magic = strlen(RECORDING_MAGIC);
	const char *text;
	size_t len;
	u64 version;
	int got;

	memset(r, 0, sizeof(*r));
	r->lines = *l;
	got = lines_next(&r->lines, &text, &len, f);
	if (got < 0)
		return -1;
	if (got == LINES_END || len < magic || memcmp(text, RECORDING_MAGIC, magic) ||
	    parse_u64(text + magic, len - magic, &version))
		return fail(f, "%s: not a recording of kvm-exitstat", l->file);
	if (version != RECORDING_VERSION)
		return fail(f, "%s: a recording of version %llu, this program reads %d only",
			    l->file, version, RECORDING_VERSION);
	return 0;
}

void recording_close(struct recording *r)
{
	lines_close(&r->lines);
}

static int damaged(const struct recording *r, struct failure *f)
{
	return fail(f, "%s:%lu: damaged: reading stops after sample %llu", r->lines.file,
		    r->lines.number, r->samples);
}

static int parse_sample_line(struct sample *s, const char *text, size_t len)
{
	struct field fields[MAX_FIELDS];
	const unsigned int nr = split_fields(text, len, fields);
	char isa[16], detail[16];

	if (nr < SAMPLE_FIELDS || !field_is(&fields[0], "sample"))
		return -1;
	if (nr > SAMPLE_FIELDS && nr <= MAX_FIELDS &&
	    parse_u64(fields[SAMPLE_FIELDS].text, fields[SAMPLE_FIELDS].len, &s->epoch))
		return -1;
	if (parse_u64(fields[1].text, fields[1].len, &s->boot_ns) ||
	    parse_u64(fields[2].text, fields[2].len, &s->wall_ns) ||
	    parse_u64(fields[4].text, fields[4].len, &s->tsc_khz) ||
	    parse_u64(fields[5].text, fields[5].len, &s->format))
		return -1;
	snprintf(isa, sizeof(isa), "%.*s", field_shown(&fields[3]), fields[3].text);
	s->isa = isa_from_name(isa);
	snprintf(detail, sizeof(detail), "%.*s", field_shown(&fields[6]), fields[6].text);
	s->detail = detail_from_name(detail);
	return 0;
}

static bool take_label(const char *text, size_t len)
{
	struct field fields[MAX_FIELDS];
	char label[LABEL_TEXT];

	if (split_fields(text, len, fields) != 3 || !field_is(&fields[0], "label"))
		return false;
	text_clean(label, sizeof(label), fields[2].text, fields[2].len);
	vm_set_label(name_intern(fields[1].text, fields[1].len), label);
	return true;
}

/* "end ROWS" and the number right: 1; another line: 0; a wrong number: -1. */
static int is_end(const char *text, size_t len, u64 rows)
{
	u64 said;

	if (len < 4 || memcmp(text, "end\t", 4))
		return 0;
	return !parse_u64(text + 4, len - 4, &said) && said == rows ? 1 : -1;
}

/* Once, behind the rows that the causes are of. */
static bool is_causes(const struct parser *p, const char *text, size_t len)
{
	return p->nr_fields && !p->sample->are_causes && len == strlen(RECORDING_CAUSES) &&
	       !memcmp(text, RECORDING_CAUSES, len);
}

static int begin_causes(struct parser *p, struct sample *s)
{
	const char *file = p->file;
	struct failure *f = p->failure;

	if (parse_end(p))
		return -1;
	sample_add_causes(s);
	parse_begin(p, s->causes, file, HOST_SCOPE, f);
	return 0;
}

/* What is behind the word must be causes. */
static int end_rows(const struct recording *r, struct parser *p, const struct sample *s,
		    struct failure *f)
{
	if (parse_end(p))
		return -1;
	return s->causes && !s->causes->are_causes ? damaged(r, f) : RECORDING_SAMPLE;
}

/* Everything between the sample's first line and its end. */
static int read_rows(struct recording *r, struct sample *s, struct failure *f)
{
	struct parser p;
	const char *text;
	u64 rows = 0;
	size_t len;
	int got;

	parse_begin(&p, s, r->lines.file, HOST_SCOPE, f);
	while ((got = lines_next(&r->lines, &text, &len, f)) == LINES_ONE) {
		if (!p.nr_fields && take_label(text, len))
			continue;
		got = is_end(text, len, rows);
		if (got < 0)
			return damaged(r, f);
		if (got)
			return end_rows(r, &p, s, f);
		if (is_causes(&p, text, len)) {
			if (begin_causes(&p, s))
				return -1;
			continue;
		}
		rows += p.nr_fields > 0;
		p.line = r->lines.number - 1;
		if (parse_line(&p, text, len))
			return -1;
	}
	r->cut = !got;
	return got;
}

int recording_next(struct recording *r, struct sample *s, struct failure *f)
{
	const char *text;
	size_t len;
	int got = lines_next(&r->lines, &text, &len, f);

	if (got != LINES_ONE) {
		r->cut = !got && r->lines.unfinished;
		return got;
	}
	sample_clear(s);
	if (parse_sample_line(s, text, len))
		return damaged(r, f);
	got = read_rows(r, s, f);
	r->samples += got == RECORDING_SAMPLE;
	/* The end line is better proof than a TOTAL. */
	s->cut = false;
	return got;
}
