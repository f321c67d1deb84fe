// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sources/debugfs_read.h"
#include "sources/host_open.h"
#include "sources/plugin.h"

#define NAMES_TEXT	256

/* The columns that a sample is without: "user, halted". */
static const char *missing_columns(const struct sample *s, char text[NAMES_TEXT])
{
	const unsigned int missing = ~s->columns & ~COLUMN_BIT(COL_TIMED);
	size_t len = 0;

	text[0] = '\0';
	for (int c = 0; c < NR_COLUMNS; c++)
		if (missing & COLUMN_BIT(c))
			len += snprintf(text + len, NAMES_TEXT - len, "%s%s", len ? ", " : "",
					column_name(c));
	return text;
}

/* From when it counts, what that costs, and what is not known so. */
static int announce(const struct debugfs *d, const struct query *q, struct failure *f)
{
	struct sample s = { 0 };
	char names[NAMES_TEXT];
	const int result = debugfs_read(d, "exits", HOST_SCOPE, &s, f);

	missing_columns(&s, names);
	sample_free(&s);
	if (result)
		return -1;
	warn("%sBPF counts from now on, %s%s%s",
	     q->source == FROM_EITHER ? "this KVM has no statistics of its own: " : "",
	     plugin_cost(d->plugin), *names ? "; nothing is known of " : "", names);
	return 0;
}

static int open_by_bpf(struct debugfs *d, const struct query *q, struct failure *f)
{
	const enum detail detail = q->causes == CAUSES_ALWAYS ? DETAIL_CAUSES : DETAIL_FULL;
	struct plugin *plugin = plugin_open(detail_name(detail), f);

	if (!plugin)
		return -1;
	if (!debugfs_open_plugin(d, plugin, f) && !announce(d, q, f))
		return 0;
	host_close(d);
	return -1;
}

/* BPF is for where there is nothing else; whatever else is wrong is said. */
static bool may_be_by_bpf(const struct query *q)
{
	return q->source == FROM_EITHER && !strcmp(q->debugfs, DEBUGFS_DIR) && debugfs_is_stock() &&
	       debugfs_has_vendor();
}

int host_open(struct debugfs *d, const struct query *q, struct failure *f)
{
	struct failure files;

	if (q->source == FROM_BPF)
		return open_by_bpf(d, q, f);
	if (!debugfs_open(d, q->debugfs, f))
		return 0;
	if (!may_be_by_bpf(q))
		return -1;
	files = *f;
	if (q->not_by_bpf.text[0])
		return fail(f, "%s; %s", files.text, q->not_by_bpf.text);
	if (geteuid())
		return fail(f, "only root may count a host's exits: run it with sudo");
	if (!open_by_bpf(d, q, f))
		return 0;
	files = *f;
	return fail(f, "this KVM has no statistics of its own, and %s; or load the kvm modules of "
		    "kvm-exits", files.text);
}

void host_close(struct debugfs *d)
{
	plugin_close(d->plugin);
	d->plugin = NULL;
}
