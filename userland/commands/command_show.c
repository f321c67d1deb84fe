// SPDX-License-Identifier: GPL-2.0-only
#include "commands/commands.h"
#include "commands/metrics.h"
#include "commands/show.h"
#include "sources/source_host.h"

static int run(struct options *o)
{
	if (o->output == OUTPUT_PROMETHEUS || o->output == OUTPUT_OPENMETRICS)
		return write_metrics(o);
	return show_source(open_host, o);
}

const struct command show_command = {
	.run = run,
	.takes = TAKES_SCOPE | TAKES_LISTS | TAKES_ROWS | TAKES_COLUMNS | TAKES_TIMES | TAKES_FORMAT |
		 TAKES_DEBUGFS | TAKES_CHANGES | TAKES_METRICS | TAKES_FILE | TAKES_CAUSES,
	.interval = true,
	.operands = "[INTERVAL [COUNT]]",
	.usage = "[OPTIONS] [INTERVAL [COUNT]]",
};
