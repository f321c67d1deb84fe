// SPDX-License-Identifier: GPL-2.0-only
#include "commands/commands.h"
#include "commands/record.h"
#include "sources/recorder.h"
#include "sources/source_host.h"

/* What the report will want: a list of VMs has no use for 8,000 vCPUs. */
static unsigned int kinds_for(const struct query *q)
{
	return q->view.lines == LINES_VMS ? 1 << SCOPE_HOST | 1 << SCOPE_VM | 1 << SCOPE_DEPARTED : ALL_KINDS;
}

static int run(struct options *o)
{
	o->query.hists = true;
	if (!o->query.causes)
		o->query.causes = CAUSES_IF_ON;
	return record_source(open_host, o, kinds_for(&o->query));
}

const struct command record_command = {
	.name = "record",
	.run = run,
	.takes = TAKES_SCOPE | TAKES_LISTS | TAKES_DEBUGFS | TAKES_FILE |
		 TAKES_CAUSES,
	.interval = true,
	.operands = "[INTERVAL [COUNT]]",
	.usage = "record -o FILE [INTERVAL [COUNT]]",
};
