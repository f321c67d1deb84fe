// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/labels.h"
#include "model/names.h"
#include "sources/distribution_text.h"
#include "sources/recorder.h"
#include "sources/recording.h"

int recorder_open(struct recorder *r, const char *file, bool force, struct failure *f)
{
	struct failure ignored;
	char magic[64];
	int len;

	memset(r, 0, sizeof(*r));
	r->kinds = ALL_KINDS;
	if (outfile_open(&r->out, file, force, f))
		return -1;
	len = snprintf(magic, sizeof(magic), RECORDING_MAGIC "%d\n", RECORDING_VERSION);
	r->bytes = len;
	if (!outfile_write(&r->out, magic, len, f))
		return 0;
	outfile_close(&r->out, &ignored);
	return -1;
}

static bool is_labelled(struct recorder *r, u32 vm)
{
	for (size_t i = 0; i < r->nr_labelled; i++)
		if (r->labelled[i] == vm)
			return true;
	r->labelled = grow(r->labelled, &r->labelled_room, r->nr_labelled,
			   sizeof(*r->labelled));
	r->labelled[r->nr_labelled++] = vm;
	return false;
}

static bool is_written(const struct recorder *r, const struct scope_key *key)
{
	return r->kinds >> key->kind & 1 &&
	       (key->vm == SCOPE_ANY || !r->view || view_wants_vm(r->view, key));
}

static void write_labels(FILE *out, struct recorder *r, const struct sample *s)
{
	for (size_t i = 0; i < s->nr_scopes; i++) {
		u32 vm = s->scopes[i].key.vm;

		if (s->scopes[i].key.kind == SCOPE_VM && is_written(r, &s->scopes[i].key) &&
		    vm_has_label(vm) && !is_labelled(r, vm))
			fprintf(out, "label\t%s\t%s\n", name_text(vm), vm_given_name(vm));
	}
}

static void write_header(FILE *out, const struct sample *s)
{
	fputs("scope\tvm\tvcpu\tcpu\tnr\tname", out);
	if (s->are_causes)
		fputs("\tcause", out);
	for (int c = 0; c < NR_COLUMNS; c++)
		if (s->columns & COLUMN_BIT(c))
			fprintf(out, "\t%s", column_name(c));
	fputs("\tsince\tended", out);
	if (s->bounds.nr) {
		putc('\t', out);
		write_bounds(out, &s->bounds);
	}
	putc('\n', out);
}

static void write_place(FILE *out, u32 place)
{
	if (place == SCOPE_ANY)
		fputs("\t-", out);
	else
		fprintf(out, "\t%u", place);
}

static void write_time(FILE *out, u64 ns)
{
	if (ns)
		fprintf(out, "\t%llu", ns);
	else
		fputs("\t-", out);
}

static void write_value(FILE *out, const u64 value[NR_COLUMNS], enum column c)
{
	if (column_known(value, c))
		fprintf(out, "\t%llu", value[c]);
	else
		fputs("\t-", out);
}

/* Up to the distribution. */
static void write_values(FILE *out, const struct sample *s, const struct scope *scope,
			 const char *nr, const char *name, const char *cause,
			 const u64 value[NR_COLUMNS])
{
	const struct scope_key *key = &scope->key;

	fprintf(out, "%s\t%s", scope_kind_name(key->kind),
		key->vm == SCOPE_ANY ? "-" : name_text(key->vm));
	write_place(out, key->vcpu);
	write_place(out, key->cpu);
	fprintf(out, "\t%s\t%s", nr, name);
	if (s->are_causes)
		fprintf(out, "\t%s", cause);
	for (int c = 0; c < NR_COLUMNS; c++)
		if (s->columns & COLUMN_BIT(c))
			write_value(out, value, c);
	write_time(out, scope->since);
	write_time(out, scope->ended);
}

static void write_row(FILE *out, const struct sample *s, const struct scope *scope,
		      const struct row *row)
{
	write_values(out, s, scope, reason_nr(row->reason), reason_name(row->reason),
		     reason_cause(row->reason), row->value);
	if (s->bounds.nr) {
		putc('\t', out);
		write_distribution(out, s, row);
	}
	putc('\n', out);
}

/* What is no reason has no distribution. */
static void write_special(FILE *out, const struct sample *s, const struct scope *scope,
			  const char *name, const u64 value[NR_COLUMNS])
{
	write_values(out, s, scope, "-", name, "", value);
	fputs(s->bounds.nr ? "\t-\n" : "\n", out);
}

/* Rows without exits say nothing. */
static u64 write_rows(FILE *out, const struct sample *s, const struct scope *scope)
{
	const struct row *rows = scope_rows(s, scope);
	u64 nr = 0;

	for (u32 i = 0; i < scope->nr_rows; i++) {
		if (!rows[i].value[COL_EXITS])
			continue;
		write_row(out, s, scope, &rows[i]);
		nr++;
	}
	return nr;
}

static u64 write_scope(FILE *out, const struct sample *s, const struct scope *scope)
{
	const u64 running[NR_COLUMNS] = { [COL_GUEST] = scope->running };
	u64 nr = write_rows(out, s, scope) + 1;

	if (scope->has_running) {
		write_special(out, s, scope, "RUNNING", running);
		nr++;
	}
	write_special(out, s, scope, "TOTAL", scope->total);
	return nr;
}

/* What was behind the exits: rows without a TOTAL. */
static u64 write_causes(FILE *out, const struct recorder *r, const struct sample *s)
{
	u64 rows = 0;

	fputs(RECORDING_CAUSES "\n", out);
	write_header(out, s);
	for (size_t i = 0; i < s->nr_scopes; i++)
		if (is_written(r, &s->scopes[i].key))
			rows += write_rows(out, s, &s->scopes[i]);
	return rows;
}

static void write_sample(FILE *out, struct recorder *r, const struct sample *s)
{
	u64 rows = 0;

	fprintf(out, "sample\t%llu\t%llu\t%s\t%llu\t%llu\t%s", s->boot_ns, s->wall_ns,
		isa_name(s->isa), s->tsc_khz, s->format, detail_name(s->detail));
	if (s->epoch)
		fprintf(out, "\t%llu", s->epoch);
	putc('\n', out);
	write_labels(out, r, s);
	write_header(out, s);
	for (size_t i = 0; i < s->nr_scopes; i++)
		if (is_written(r, &s->scopes[i].key))
			rows += write_scope(out, s, &s->scopes[i]);
	if (s->causes)
		rows += write_causes(out, r, s->causes);
	fprintf(out, "end\t%llu\n", rows);
}

int recorder_write(struct recorder *r, const struct sample *s, struct failure *f)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	int result;

	if (!out)
		die(STATUS_FAILED, "out of memory");
	write_sample(out, r, s);
	if (fclose(out))
		die(STATUS_FAILED, "out of memory");
	result = outfile_write(&r->out, text, len, f);
	free(text);
	if (result) {
		/* Not possible on a pipe, where it is not needed either. */
		if (ftruncate(r->out.fd, r->bytes) && errno != EINVAL)
			warn("%s: the last sample in it is cut off", r->out.file);
		return -1;
	}
	r->bytes += len;
	if (!r->samples && outfile_publish(&r->out, f))
		return -1;
	r->samples++;
	return 0;
}

int recorder_close(struct recorder *r, struct failure *f)
{
	free(r->labelled);
	r->labelled = NULL;
	return outfile_close(&r->out, f);
}
