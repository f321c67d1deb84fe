// SPDX-License-Identifier: GPL-2.0-only
#include "commands/commands.h"
#include "commands/show.h"
#include "sources/source_cut.h"
#include "sources/source_file.h"
#include "sources/source_sum.h"

static int run(struct options *o)
{
	struct failure f;
	struct source *src = open_recording(&o->query, o->operands[0], &f);
	enum status status;

	o->query.view.percentiles = true;
	if (!src)
		die(STATUS_FAILED, "%s", f.text);
	if (o->since || o->until)
		src = open_cut(src, o->since, o->until);
	if (!o->samples)
		src = open_sum(src);
	status = show_samples(src, o);
	src->close(src);
	return status;
}

const struct command report_command = {
	.name = "report",
	.run = run,
	.takes = TAKES_SCOPE | TAKES_LISTS | TAKES_ROWS | TAKES_COLUMNS | TAKES_TIMES | TAKES_FORMAT |
		 TAKES_SAMPLES | TAKES_CUT | TAKES_CHANGES | TAKES_CAUSES,
	.min_operands = 1,
	.max_operands = 1,
	.differences = true,
	.operands = "a recording",
	.usage = "report FILE          '-' is standard input, here and below",
};
