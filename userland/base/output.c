// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/output.h"
#include "base/util.h"

void flush_output(void)
{
	if (fflush(stdout) || ferror(stdout))
		die(STATUS_FAILED, "cannot write the output: %s", strerror(errno));
}
