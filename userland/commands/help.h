/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_HELP_H
#define KVM_EXITSTAT_HELP_H

#include "commands/command.h"

/* All that --help says; behind the last of @commands is NULL. */
void print_help(const struct command *const commands[]);

#endif
