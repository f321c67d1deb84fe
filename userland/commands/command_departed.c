// SPDX-License-Identifier: GPL-2.0-only
#include "commands/commands.h"
#include "commands/show.h"
#include "sources/source_departed.h"

static int run(struct options *o)
{
	o->query.view.lines = LINES_DEPARTED;
	return show_source(open_departed, o);
}

const struct command departed_command = {
	.name = "departed",
	.run = run,
	.takes = TAKES_ROWS | TAKES_COLUMNS | TAKES_TIMES | TAKES_FORMAT | TAKES_DEBUGFS,
	.operands = "",
	.usage = "departed             VMs that have ended",
	.not_by_bpf = "knows of VMs that end while it counts only ('--per-vm 1' shows these)",
};
