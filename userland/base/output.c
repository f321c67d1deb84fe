// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "commands/options.h"

void flush_output(void)
{
	if (fflush(stdout) || ferror(stdout))
		die(STATUS_FAILED, "cannot write the output: %s", strerror(errno));
}
