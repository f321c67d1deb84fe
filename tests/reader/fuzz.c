// SPDX-License-Identifier: GPL-2.0-only
/*
 * Everything that reads what somebody else wrote, for libFuzzer. The first byte
 * chooses which; what was read is also printed, in every format, and what is printed
 * is clean text in whole lines, whatever names are in it.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"
#include "lines_of.h"
#include "model/causes.h"
#include "model/comparison.h"
#include "model/departed.h"
#include "model/difference.h"
#include "model/hist.h"
#include "model/names.h"
#include "print/heat_draw.h"
#include "print/plot_draw.h"
#include "print/print_csv.h"
#include "print/print_diff_csv.h"
#include "print/print_diff_json.h"
#include "print/print_diff_table.h"
#include "print/print_hist_bars.h"
#include "print/print_hist_csv.h"
#include "print/print_hist_json.h"
#include "print/print_hist_table.h"
#include "print/print_json.h"
#include "print/print_metrics.h"
#include "print/print_table.h"
#include "sources/metrics_names.h"
#include "sources/parse.h"
#include "sources/parse_hist.h"
#include "sources/recording.h"
#include "sources/vmm_args.h"

static FILE *nowhere, *out;
static char *printed;
static size_t printed_len;

static void begin_printing(void)
{
	out = open_memstream(&printed, &printed_len);
	if (!out)
		abort();
}

static void check_line(const char *line, size_t len)
{
	char *clean = xclean(line, len);

	if (strlen(clean) != len || memcmp(clean, line, len))
		abort();
	free(clean);
}

static void check_printed(void)
{
	const char *line, *newline;

	if (fclose(out))
		abort();
	for (line = printed; (newline = strchr(line, '\n')); line = newline + 1)
		check_line(line, newline - line);
	if (line != printed + printed_len)
		abort();
	free(printed);
}

static void print_all(const struct sample *s, struct view_options *o)
{
	struct table_look look = { .width = 1 + s->nr_rows % 140 };
	struct window window;
	struct view v;

	view_make(&v, s, o);
	window = (struct window){ v.nr_lines / 2, 5, v.nr_lines / 2, s->nr_rows % 2 };
	print_table(out, &v, &look);
	print_json(out, &v);
	print_csv(out, &v);
	if (v.nr_lines)
		print_lines(out, &v, &look, &window);
	look.colour = true;
	print_table(nowhere, &v, &look);
	view_free(&v);
}

/* Several, by name and by pattern. */
static char *wanted_reasons[] = { "CPUID", "*[A-Z]?L*", "0x72" };
static const struct patterns some_reasons = { wanted_reasons, ARRAY_SIZE(wanted_reasons), 0 };
static char *wanted_vms[] = { "1*", "[!1]*" };
static const struct patterns some_vms = { wanted_vms, ARRAY_SIZE(wanted_vms), 0 };

static void print_every_way(const struct sample *s)
{
	for (int lines = LINES_REASONS; lines <= LINES_CPUS; lines++) {
		struct view_options o = {
			.lines = lines, .scope = HOST_SCOPE,
			.sort = (s->nr_rows + lines) % NR_SORT_KEYS,
			.zeroes = s->nr_rows % 3, .cycles = s->nr_rows % 5 == 0,
			.percentiles = true, .causes = s->nr_rows % 2,
		};

		if (lines == LINES_REASONS && s->nr_scopes)
			o.scope = s->scopes[s->nr_rows % s->nr_scopes].key;
		print_all(s, &o);
		o.reasons = &some_reasons;
		o.vms = &some_vms;
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
	lines_of(&l, text, len, "fuzz");
	parse_begin(&p, s, "fuzz", scope, &f);
	result = parse_lines(&p, &l);
	lines_close(&l);
	return result;
}

/* A second file of causes is what was behind the exits of the first. */
static void fuzz_causes(struct sample *s, const struct sample *causes)
{
	struct sample before = { 0 }, difference = { 0 };

	sample_take_causes(s, causes);
	print_every_way(s);
	sample_copy(&before, s);
	sample_take_causes(s, causes);
	sample_difference(&before, s, &difference);
	print_every_way(&difference);
	sample_become_causes(s);
	print_every_way(s);
	sample_free(&before);
	sample_free(&difference);
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
			if (b.are_causes)
				fuzz_causes(&a, &b);
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

static void print_distributions(const struct sample *s, struct scope_key scope)
{
	struct table_look look = { .width = 80 };
	struct view_options o = { .scope = scope, .zeroes = true };
	struct view v;

	view_make(&v, s, &o);
	print_hist_table(out, &v, &look, s->nr_rows % 2);
	print_hist_json(out, &v);
	print_hist_csv_header(out, &v);
	print_hist_csv(out, &v);
	for (size_t i = 0; i < v.nr_lines; i++)
		print_hist_bars(out, &v, &v.lines[i], &look, i % 2);
	view_free(&v);
}

static void print_hist(const struct hist *h)
{
	struct sample s = { .tsc_khz = 2000000, .columns = ALL_COLUMNS };
	u32 scope = sample_scope(&s, HOST_SCOPE);

	for (size_t i = 0; i < h->nr_rows; i++) {
		struct row *row = sample_add_row(&s, scope, h->rows[i].reason);

		row->value[COL_EXITS] = h->rows[i].closed;
		row->value[COL_MAX] = h->rows[i].bucket[0];
	}
	sample_finish(&s);
	sample_take_hist(&s, HOST_SCOPE, h);
	print_distributions(&s, HOST_SCOPE);
	sample_free(&s);
}

static void fuzz_hist(const char *text, size_t len)
{
	struct hist h = { 0 };
	struct failure f;
	struct lines l;

	lines_of(&l, text, len, "fuzz");
	if (!hist_parse(&h, &l, &HOST_SCOPE, &f))
		print_hist(&h);
	lines_close(&l);
	hist_free(&h);
}

static void print_recorded(const struct sample *s)
{
	print_every_way(s);
	if (s->nr_scopes && s->bounds.nr)
		print_distributions(s, s->scopes[s->nr_rows % s->nr_scopes].key);
}

static void print_comparison(const struct comparison *c, size_t width)
{
	struct table_look look = { .width = 1 + width % 140 };

	print_diff_json(out, c);
	print_diff_csv(out, c);
	print_diff_table(out, c, &look);
	look.colour = true;
	print_diff_table(nowhere, c, &look);
}

/* Two samples side by side, of a scope that one of them may not have. */
static void compare(const struct sample *a, const struct sample *b)
{
	const struct sample *both[2] = { a, b };
	struct view_options o = {
		.scope = HOST_SCOPE, .sort = (a->nr_rows + b->nr_rows) % NR_SORT_KEYS,
		.zeroes = a->nr_rows % 2, .cycles = b->nr_rows % 2, .top = b->nr_rows % 5,
	};
	struct comparison c = { .options = &o };

	if (a->nr_scopes)
		o.scope = a->scopes[b->nr_rows % a->nr_scopes].key;
	if (a->nr_rows % 3 == 0)
		o.reasons = &some_reasons;
	for (int i = 0; i < 2; i++) {
		c.side[i].name = i ? "b" : "a";
		c.side[i].options = o;
		sample_copy(&c.side[i].sample, both[i]);
	}
	for (int i = 0; a->causes && i < 2; i++)
		sample_become_causes(&c.side[i].sample);
	comparison_make(&c);
	print_comparison(&c, a->nr_rows + b->nr_rows);
	comparison_free(&c);
}

/* What is drawn of a recording. */
struct pictures {
	struct view_options heat_of, lines_of;
	struct heat heat;
	struct plot plot;
};

static void begin_pictures(struct pictures *p, const struct sample *first)
{
	const struct scope_key scope = first->nr_scopes ?
		first->scopes[first->nr_rows % first->nr_scopes].key : HOST_SCOPE;

	*p = (struct pictures){
		.heat_of = { .scope = scope, .reasons = first->nr_rows % 2 ? &some_reasons : NULL },
		.lines_of = {
			.scope = scope, .lines = first->nr_rows % (LINES_CPUS + 1),
			.sort = first->nr_rows % SORT_NAME,
		},
	};
	p->heat.options = &p->heat_of;
	p->plot.options = &p->lines_of;
	heat_begin(&p->heat, first);
	plot_begin(&p->plot, first);
}

static void check_rates(const struct heat *h)
{
	if (!isfinite(h->most) || !(h->least > 0) || h->least > h->most)
		abort();
}

static void finish_pictures(struct pictures *p)
{
	if (heat_finish(&p->heat)) {
		check_rates(&p->heat);
		heat_put(out, &p->heat, PICTURE_SVG);
	}
	heat_free(&p->heat);
	if (p->plot.nr)
		plot_finish(&p->plot);
	if (p->plot.nr_series)
		plot_put(out, &p->plot, PICTURE_PNG);
	plot_free(&p->plot);
}

/* What happens between two samples of a recording. */
static void add_interval(struct sample *sum, struct pictures *p, const struct sample *earlier,
			 const struct sample *later)
{
	struct sample difference = { 0 };

	sample_difference(earlier, later, &difference);
	sample_accumulate(sum, &difference);
	heat_add(&p->heat, &difference);
	plot_add(&p->plot, &difference);
	sample_free(&difference);
}

/* Its samples, what changes between two of them, and all of that together. */
static void fuzz_recording(const char *text, size_t len)
{
	struct sample samples[2] = { 0 }, sum = { 0 };
	struct pictures p;
	struct recording r;
	struct failure f;
	struct lines l;
	u64 nr = 0;

	lines_of(&l, text, len, "fuzz");
	if (!recording_open(&r, &l, &f)) {
		for (; recording_next(&r, &samples[nr % 2], &f) == RECORDING_SAMPLE; nr++) {
			print_recorded(&samples[nr % 2]);
			if (nr)
				add_interval(&sum, &p, &samples[(nr + 1) % 2], &samples[nr % 2]);
			else
				begin_pictures(&p, &samples[0]);
		}
		print_recorded(&sum);
	}
	if (nr) {
		finish_pictures(&p);
		compare(&samples[(nr + 1) % 2], &sum);
	}
	recording_close(&r);
	sample_free(&samples[0]);
	sample_free(&samples[1]);
	sample_free(&sum);
}

static void fuzz_name(const char *text, size_t len)
{
	struct vm_names n;

	if (vm_names(text, len, &n) == !n.name[0])
		abort();
	check_line(n.name, strlen(n.name));
	check_line(n.id, strlen(n.id));
}

static void print_all_metrics(const struct sample *s)
{
	for (int i = 0; i < 4; i++) {
		struct exposition e = { .out = out, .openmetrics = i % 2 };
		struct view_options o = { .lines = i < 2 ? LINES_VMS : LINES_VCPUS };

		print_metrics(&e, s, &o);
	}
}

/* A file of metrics that is to be overwritten, and what is to be in it. */
static void fuzz_metrics(const char *text, size_t len)
{
	const char *second = memchr(text, 1, len);
	const size_t first = second ? (size_t)(second - text) : len;
	int fd = memfd_create("fuzz", MFD_CLOEXEC);
	struct sample s = { 0 };
	char file[64];

	if (fd < 0 || write(fd, text, first) != (ssize_t)first)
		abort();
	snprintf(file, sizeof(file), "/proc/self/fd/%d", fd);
	metrics_take_names(file);
	close(fd);
	if (second && !parse_sample(second + 1, len - first - 1, HOST_SCOPE, &s))
		print_all_metrics(&s);
	sample_free(&s);
}

/* A message about anything, and a label. */
static void fuzz_text(const char *text, size_t len)
{
	char *copy = xcopy(NULL, text, len, 1);
	u32 vm = name_intern(text, len);
	struct failure f;

	copy = xrealloc(copy, len + 1, 1);
	copy[len] = '\0';
	fail(&f, "%s: no", copy);
	check_line(f.text, strlen(f.text));
	vm_set_label(vm, copy);
	check_line(vm_label(vm), strlen(vm_label(vm)));
	check_line(name_text(vm), strlen(name_text(vm)));
	if (text_width(name_text(vm)) > 2 * len || text_fit(name_text(vm), 7) > len ||
	    text_width(name_text(vm) + text_skip(name_text(vm), 7)) > 7)
		abort();
	free(copy);
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static void (*const readers[])(const char *text, size_t len) = {
		fuzz_samples, fuzz_hist, fuzz_recording, fuzz_name, fuzz_departed, fuzz_text,
		fuzz_metrics,
	};

	if (!nowhere)
		nowhere = fopen("/dev/null", "w");
	if (!size || !nowhere)
		return 0;
	begin_printing();
	readers[data[0] % ARRAY_SIZE(readers)]((const char *)data + 1, size - 1);
	check_printed();
	labels_free();
	names_free();
	return 0;
}
