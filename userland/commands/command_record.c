// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "base/stop.h"
#include "commands/commands.h"
#include "commands/options.h"
#include "sources/recorder.h"
#include "sources/source_host.h"

#define DEFAULT_INTERVAL	1000000000ULL

/* What the report will want: a list of VMs has no use for 8,000 vCPUs. */
static unsigned int kinds_for(const struct query *q)
{
	return q->view.lines == LINES_VMS ? 1 << SCOPE_HOST | 1 << SCOPE_VM | 1 << SCOPE_DEPARTED : ALL_KINDS;
}

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

static int run(struct options *o)
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
	o->query.hists = true;
	stop_install();
	src = open_host(&o->query, &f);
	if (!src || recorder_open(&r, o->file, o->force, &f))
		die(STATUS_FAILED, "%s", f.text);
	r.kinds = kinds_for(&o->query);
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

const struct command record_command = {
	.name = "record",
	.run = run,
	.takes = TAKES_SCOPE | TAKES_LISTS | TAKES_DEBUGFS | TAKES_FILE,
	.interval = true,
	.operands = "[INTERVAL [COUNT]]",
	.usage = "record -o FILE [INTERVAL [COUNT]]",
};
