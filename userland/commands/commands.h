/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_COMMANDS_H
#define KVM_EXITSTAT_COMMANDS_H

#include "commands/command.h"

/* Each is in the file of its first name, command_NAME.c; switches are in command_control.c. */
extern const struct command show_command,
	top_command,
	run_command,
	hist_command,
	causes_command,
	slowest_command,
	record_command,
	report_command,
	plot_command,
	diff_command,
	caps_command,
	check_command,
	explain_command,
	departed_command,
	enable_command,
	disable_command,
	reset_command,
	detail_command,
	guest_command,
	guest_record_command;

/* All of them in the order of the help, behind the last NULL; without a name the first. */
extern const struct command *const commands[];

#endif
