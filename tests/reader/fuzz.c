// SPDX-License-Identifier: GPL-2.0-only
/*
 * Everything that reads what somebody else wrote, for libFuzzer. The first byte
 * chooses which; what was read is also printed, in every format.
 */
#include <stdlib.h>
#include <string.h>

#include "departed.h"
#include "difference.h"
#include "hist.h"
#include "names.h"
#include "parse.h"
#include "print.h"
#include "print_hist.h"
#include "recording.h"

static FILE *nowhere;

static void print_all(const struct sample *s, struct view_options *o)
{
	struct table_look look = { .width = 40 + s->nr_rows % 100, .colour = s->nr_rows % 2 };
	struct view v;

	view_make(&v, s, o);
	print_table(nowhere, &v, &look);
	print_json(nowhere, &v);
	print_csv(nowhere, &v);
	if (v.nr_lines)
		print_lines(nowhere, &v, &look, v.nr_lines / 2, 5, v.nr_lines / 2);
	view_free(&v);
}

static void print_every_way(const struct sample *s)
{
	for (int lines = LINES_REASONS; lines <= LINES_CPUS; lines++) {
		struct view_options o = {
			.lines = lines, .scope = HOST_SCOPE,
			.sort = (s->nr_rows + lines) % NR_SORT_KEYS,
			.zeroes = s->nr_rows % 3, .cycles = s->nr_rows % 5 == 0,
		};

		if (lines == LINES_REASONS && s->nr_scopes)
			o.scope = s->scopes[s->nr_rows % s->nr_scopes].key;
		print_all(s, &o);
		o.reason = "CPUID";
		print_all(s, &o);
	}
}

static int parse_sample(const char *text, size_t len, struct scope_key scope,
			struct sample *s)
{
	struct failure f;
	struct parser p;
	struct lines l;
	int result;

	s->tsc_khz = len % 3 * 1000000;
	s->isa = ISA_VMX;
	lines_open_text(&l, text, len, "fuzz");
	parse_begin(&p, s, "fuzz", scope, &f);
	result = parse_lines(&p, &l);
	lines_close(&l);
	return result;
}

/* Two files, one after the other with a byte of 1 between, and what changed. */
static void fuzz_samples(const char *text, size_t len)
{
	const char *second = memchr(text, 1, len);
	struct sample a = { 0 }, b = { 0 }, difference = { 0 };
	size_t first = second ? (size_t)(second - text) : len;

	if (!parse_sample(text, first, HOST_SCOPE, &a)) {
		print_every_way(&a);
		if (second && !parse_sample(second + 1, len - first - 1, HOST_SCOPE, &b)) {
			b.boot_ns = len * 1000;
			sample_difference(&a, &b, &difference);
			print_every_way(&difference);
		}
	}
	sample_free(&a);
	sample_free(&b);
	sample_free(&difference);
}

/* The VMs that have ended beside all, and what changes when they come. */
static void fuzz_departed(const char *text, size_t len)
{
	const char *second = memchr(text, 1, len);
	struct sample all = { 0 }, departed = { 0 }, difference = { 0 }, before = { 0 };
	size_t first = second ? (size_t)(second - text) : len;
	struct scope_key scope = HOST_SCOPE;

	scope.kind = SCOPE_DEPARTED;
	if (second && !parse_sample(text, first, HOST_SCOPE, &all) &&
	    !parse_sample(second + 1, len - first - 1, scope, &departed)) {
		sample_copy(&before, &all);
		departed_join(&all, &departed);
		sample_difference(&before, &all, &difference);
		print_every_way(&difference);
		sample_difference(&difference, &before, &all);
		print_every_way(&all);
	}
	sample_free(&all);
	sample_free(&departed);
	sample_free(&difference);
	sample_free(&before);
}

static void print_hist(const struct hist *h)
{
	struct table_look look = { .width = 80 };
	struct view_options o = { .scope = HOST_SCOPE, .zeroes = true };
	struct sample s = { .tsc_khz = 2000000, .columns = ALL_COLUMNS };
	u32 scope = sample_scope(&s, HOST_SCOPE);
	struct view v;

	for (size_t i = 0; i < h->nr_rows; i++) {
		struct row *row = sample_add_row(&s, scope, h->rows[i].reason);

		row->value[COL_EXITS] = h->rows[i].closed;
		row->value[COL_MAX] = h->rows[i].bucket[0];
	}
	sample_finish(&s);
	view_make(&v, &s, &o);
	print_hist_table(nowhere, &v, h, &look, h->nr_rows % 2);
	print_hist_json(nowhere, &v, h);
	print_hist_csv(nowhere, &v, h);
	for (size_t i = 0; i < v.nr_lines; i++)
		print_hist_bars(nowhere, &v, &v.lines[i], h, &look, i % 2);
	view_free(&v);
	sample_free(&s);
}

static void fuzz_hist(const char *text, size_t len)
{
	struct hist h = { 0 };
	struct failure f;
	struct lines l;

	lines_open_text(&l, text, len, "fuzz");
	if (!hist_parse(&h, &l, &HOST_SCOPE, &f))
		print_hist(&h);
	lines_close(&l);
	hist_free(&h);
}

static void fuzz_recording(const char *text, size_t len)
{
	struct sample s = { 0 };
	struct recording r;
	struct failure f;
	struct lines l;

	lines_open_text(&l, text, len, "fuzz");
	if (!recording_open(&r, &l, &f))
		while (recording_next(&r, &s, &f) == RECORDING_SAMPLE)
			print_every_way(&s);
	recording_close(&r);
	sample_free(&s);
}

static void fuzz_name(const char *text, size_t len)
{
	char name[LABEL_TEXT];

	if (qemu_name(text, len, name) && strlen(name) >= LABEL_TEXT)
		abort();
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static void (*const readers[])(const char *text, size_t len) = {
		fuzz_samples, fuzz_hist, fuzz_recording, fuzz_name, fuzz_departed,
	};

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	if (!size || !nowhere)
		return 0;
	readers[data[0] % ARRAY_SIZE(readers)]((const char *)data + 1, size - 1);
	labels_free();
	names_free();
	return 0;
}
