// SPDX-License-Identifier: GPL-2.0-only
#include "commands/commands.h"
#include "commands/record.h"
#include "commands/show.h"
#include "sources/recorder.h"
#include "sources/source_guest.h"

static int run(struct options *o)
{
	const enum sort_key sort = o->query.view.sort;

	if (sort == SORT_TIME ||
	    ((int)sort < NR_COLUMNS && sort != (enum sort_key)COL_EXITS &&
	     sort != (enum sort_key)COL_KERNEL))
		die(STATUS_USAGE, "a guest sees no '%s': sort by exits, kernel, avg, name or nr",
		    sort_key_name(sort));
	return show_source(open_guest, o);
}

const struct command guest_command = {
	.name = "guest",
	.run = run,
	.takes = TAKES_ROWS | TAKES_COLUMNS | TAKES_UNITS | TAKES_FORMAT | TAKES_CHANGES,
	.interval = true,
	.operands = "[INTERVAL [COUNT]]",
	.usage = "guest [INTERVAL [COUNT]]",
};

static int record(struct options *o)
{
	return record_source(open_guest, o, ALL_KINDS);
}

const struct command guest_record_command = {
	.name = "guest record",
	.run = record,
	.takes = TAKES_FILE,
	.interval = true,
	.operands = "[INTERVAL [COUNT]]",
	.usage = "guest record -o FILE [INTERVAL [COUNT]]",
};
