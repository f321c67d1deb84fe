// SPDX-License-Identifier: GPL-2.0-only
#include "commands/commands.h"
#include "commands/show.h"
#include "sources/source_causes.h"
#include "sources/source_file.h"
#include "sources/source_host.h"
#include "sources/source_sum.h"

static int run(struct options *o)
{
	struct source *src;
	struct failure f;

	if (o->query.cpu != SCOPE_ANY)
		die(STATUS_USAGE, "there are no causes by CPU: use --vm and --vcpu");
	if (o->nr_operands)
		choose_reason(o, o->operands[0]);
	o->query.causes = CAUSES_ALWAYS;
	if (o->from && (o->interval_ns || o->changes))
		die(STATUS_USAGE, "--from takes no interval: 'report --causes --samples' shows each sample");
	src = o->from ? open_any(&o->query, o->from, &f) : open_host(&o->query, &f);
	if (!src)
		die(STATUS_FAILED, "%s", f.text);
	if (o->from)
		src = open_sum(src);
	return show_opened(open_causes(src, o->from ? o->from : o->query.debugfs), o);
}

const struct command causes_command = {
	.name = "causes",
	.run = run,
	.takes = TAKES_SCOPE | TAKES_ROWS | TAKES_COLUMNS | TAKES_TIMES | TAKES_FORMAT |
		 TAKES_DEBUGFS | TAKES_CHANGES | TAKES_FROM,
	.max_operands = 1,
	.interval = true,
	.operands = "[REASON] [INTERVAL [COUNT]]",
	.usage = "causes [REASON] [INTERVAL [COUNT]]\n"
		 "                                    which MSR, port, CPUID leaf was behind exits",
};
