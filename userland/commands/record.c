// SPDX-License-Identifier: GPL-2.0-only
#include "base/stop.h"
#include "commands/record.h"
#include "sources/recorder.h"

#define DEFAULT_INTERVAL	1000000000ULL

static int record_samples(struct source *src, struct recorder *r, const struct options *o,
			  struct failure *f)
{
	struct sample s = { 0 };
	u64 start = now_ns();
	int got = SOURCE_SAMPLE;

	for (u64 nr = 0; !o->count || nr < o->count; nr++) {
		if (nr && !sleep_until(start + nr * o->interval_ns))
			break;
		got = src->next(src, &s, f);
		if (got != SOURCE_SAMPLE)
			break;
		if (recorder_write(r, &s, f)) {
			got = -1;
			break;
		}
	}
	sample_free(&s);
	return got < 0 ? -1 : 0;
}

int record_source(struct source *(*open)(struct query *, struct failure *), struct options *o,
		  unsigned int kinds)
{
	struct recorder r;
	struct source *src;
	const char *file;
	struct failure f;
	int result, closed;

	if (!o->file)
		die(STATUS_USAGE, "record needs -o FILE (try '" PROGRAM " --help')");
	if (!o->interval_ns)
		o->interval_ns = DEFAULT_INTERVAL;
	stop_install();
	src = open(&o->query, &f);
	if (!src || recorder_open(&r, o->file, o->force, &f))
		die(STATUS_FAILED, "%s", f.text);
	r.kinds = kinds;
	r.view = &o->query.view;
	result = record_samples(src, &r, o, &f);
	src->close(src);
	if (result)
		warn("%s", f.text);
	file = r.out.file;
	closed = recorder_close(&r, &f);
	if (closed)
		warn("%s", f.text);
	if (r.samples)
		warn("%llu samples, %llu bytes in %s", r.samples, r.bytes, file);
	return result || closed ? STATUS_FAILED : STATUS_OK;
}
