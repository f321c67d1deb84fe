// SPDX-License-Identifier: GPL-2.0-only
/* What the host records, and from when on. */
#include <string.h>

#include "commands/commands.h"
#include "commands/options.h"
#include "sources/host_open.h"

static int set(const struct options *o, const char *file, const char *text)
{
	struct failure f;
	struct debugfs d;

	if (host_open(&d, &o->query, &f) || debugfs_write(&d, file, text, &f))
		die(STATUS_FAILED, "%s", f.text);
	return STATUS_OK;
}

static int enable(struct options *o)
{
	return set(o, "enabled", "1");
}

static int disable(struct options *o)
{
	return set(o, "enabled", "0");
}

static int reset(struct options *o)
{
	return set(o, "reset", "1");
}

static int detail(struct options *o)
{
	const char *level = o->operands[0];

	for (enum detail d = DETAIL_COUNTS; d <= DETAIL_CAUSES; d++)
		if (!strcmp(level, detail_name(d)))
			return set(o, "detail", level);
	die(STATUS_USAGE, "there is no detail '%s': counts, time, full or causes", level);
}

#define NOT_BY_BPF	"counts while a command runs only, and then always"

const struct command enable_command = {
	.name = "enable",
	.run = enable,
	.takes = TAKES_DEBUGFS,
	.operands = "",
	.usage = "enable               record exits",
	.not_by_bpf = NOT_BY_BPF,
};

const struct command disable_command = {
	.name = "disable",
	.run = disable,
	.takes = TAKES_DEBUGFS,
	.operands = "",
	.usage = "disable              ... no more, at almost no cost",
	.not_by_bpf = NOT_BY_BPF,
};

const struct command reset_command = {
	.name = "reset",
	.run = reset,
	.takes = TAKES_DEBUGFS,
	.operands = "",
	.usage = "reset                all counters begin at zero again",
	.not_by_bpf = NOT_BY_BPF,
};

const struct command detail_command = {
	.name = "detail",
	.run = detail,
	.takes = TAKES_DEBUGFS,
	.min_operands = 1,
	.max_operands = 1,
	.operands = "counts, time, full or causes",
	.usage = "detail LEVEL         how much: counts, time, full or causes",
	.not_by_bpf = NOT_BY_BPF,
};
