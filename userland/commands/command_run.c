// SPDX-License-Identifier: GPL-2.0-only
#include <signal.h>

#include "base/stop.h"
#include "commands/commands.h"
#include "commands/options.h"
#include "commands/run_beside.h"
#include "commands/run_vmm.h"

static int run(struct options *o)
{
	/* What is recorded is what `record` would: with causes, where they are looked for. */
	if (o->file && !o->query.causes)
		o->query.causes = CAUSES_IF_ON;
	stop_install();
	/* Ctrl-C is for the command: its exits are still wanted. */
	signal(SIGINT, SIG_IGN);
	return o->query.vms.nr ? run_beside(o) : run_vmm(o);
}

const struct command run_command = {
	.name = "run",
	.run = run,
	.takes = TAKES_VM | TAKES_VCPUS | TAKES_ROWS | TAKES_COLUMNS | TAKES_TIMES | TAKES_FORMAT |
		 TAKES_DEBUGFS | TAKES_FILE | TAKES_UNTIL | TAKES_CAUSES,
	.min_operands = 1,
	.max_operands = 1,
	.program = true,
	.operands = "a command",
	.usage = "run [--vm PID|NAME | --until-halted] [-o FILE] [--] COMMAND [ARG...]",
};
