// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include "base/outfile.h"
#include "commands/metrics.h"
#include "print/print_metrics.h"
#include "sources/metrics_names.h"
#include "sources/source_metrics.h"

/* All that is to be written, so that what is there is replaced by no half of it. */
static char *make_text(const struct options *o, size_t *len, struct failure *f)
{
	struct query q = o->query;
	struct source *src = open_metrics(&q, f);
	struct exposition e = { .openmetrics = o->output == OUTPUT_OPENMETRICS };
	struct sample s = { 0 };
	char *text = NULL;
	int got;

	if (!src)
		return NULL;
	got = src->next(src, &s, f);
	src->close(src);
	if (got == SOURCE_SAMPLE) {
		if (o->file)
			metrics_take_names(o->file);
		e.out = open_memstream(&text, len);
		if (!e.out)
			die(STATUS_FAILED, "out of memory");
		print_metrics(&e, &s, &q.view);
		if (fclose(e.out))
			die(STATUS_FAILED, "out of memory");
	}
	sample_free(&s);
	return text;
}

static int write_text(const struct options *o, const char *text, size_t len, struct failure *f)
{
	struct failure ignored;
	struct outfile out;

	if (outfile_open(&out, o->file ? o->file : "-", o->force, f))
		return -1;
	if (outfile_write(&out, text, len, f) || outfile_publish(&out, f)) {
		outfile_close(&out, &ignored);
		return -1;
	}
	return outfile_close(&out, f);
}

int write_metrics(const struct options *o)
{
	struct failure f;
	size_t len;
	char *text = make_text(o, &len, &f);
	int result;

	if (!text)
		die(STATUS_FAILED, "%s", f.text);
	result = write_text(o, text, len, &f);
	free(text);
	if (result)
		die(STATUS_FAILED, "%s", f.text);
	return STATUS_OK;
}
