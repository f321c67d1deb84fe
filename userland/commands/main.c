// SPDX-License-Identifier: GPL-2.0-only
#include <signal.h>
#include <unistd.h>

#include "base/output.h"
#include "base/terminal.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/options.h"
#include "model/labels.h"
#include "model/names.h"

/* The reader of our pipe has seen enough: that is no error. */
static void on_sigpipe(int signal)
{
	(void)signal;
	_exit(STATUS_OK);
}

int main(int argc, char **argv)
{
	const struct command *command;
	struct options o;
	int status;

	signal(SIGPIPE, on_sigpipe);
	command = parse_command_line(argc, argv, commands, &o);
	/* Bytes of UTF-8 are C1 control characters to a terminal of another character set. */
	if (isatty(STDOUT_FILENO) && o.output == OUTPUT_TABLE && !o.file && !output_unicode())
		text_ascii_only();
	status = command->run(&o);
	options_free(&o);
	labels_free();
	names_free();
	flush_output();
	return status;
}
