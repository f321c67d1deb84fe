// SPDX-License-Identifier: GPL-2.0-only
#include <stddef.h>

#include "commands/commands.h"

const struct command *const commands[] = {
	&show_command,
	&top_command,
	&run_command,
	&hist_command,
	&causes_command,
	&slowest_command,
	&record_command,
	&report_command,
	&plot_command,
	&diff_command,
	&caps_command,
	&check_command,
	&explain_command,
	&departed_command,
	&enable_command,
	&disable_command,
	&reset_command,
	&detail_command,
	&guest_command,
	&guest_record_command,
	NULL
};
