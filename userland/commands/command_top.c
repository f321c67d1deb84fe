// SPDX-License-Identifier: GPL-2.0-only
#include "base/stop.h"
#include "base/tty.h"
#include "commands/commands.h"
#include "commands/options.h"
#include "commands/top.h"
#include "commands/top_draw.h"
#include "model/answerable.h"
#include "sources/debugfs_causes.h"
#include "sources/host_open.h"

#define DEFAULT_INTERVAL	2000000000ULL

static void begin(struct top *t, const struct options *o)
{
	struct failure f;

	t->given = o->query.view;
	/* Which are a level of their own, not below each line. */
	t->given.causes = false;
	t->view = t->given;
	t->interval_ns = o->interval_ns ? o->interval_ns : DEFAULT_INTERVAL;
	t->marked_scope.kind = SCOPE_ANY;
	t->marked_reason = SCOPE_ANY;
	if (host_open(&t->debugfs, &o->query, &f) ||
	    (o->query.causes && debugfs_check_causes(&t->debugfs, &f)))
		die(STATUS_FAILED, "%s", f.text);
	/* A file that cannot be read is told before the screen is taken. */
	if (!top_refresh(t))
		die(STATUS_FAILED, "%s", t->message.text);
	if (check_answerable(&t->view, top_sample(t), &f))
		die(STATUS_FAILED, "%s", f.text);
	stop_install();
	if (tty_open(&f))
		die(STATUS_FAILED, "%s", f.text);
}

static int run(struct options *o)
{
	struct top t = { 0 };
	u64 next;

	begin(&t, o);
	next = now_ns() + t.interval_ns;
	top_draw(&t);
	while (!stop_requested()) {
		int key = tty_key(next);

		if (key != KEY_NONE && !top_key(&t, key))
			break;
		if (now_ns() >= next) {
			if (!t.paused)
				top_refresh(&t);
			next = now_ns() + t.interval_ns;
		} else if (key == KEY_NONE) {
			continue;
		}
		top_draw(&t);
	}
	tty_close();
	host_close(&t.debugfs);
	sample_free(&t.samples[0]);
	sample_free(&t.samples[1]);
	sample_free(&t.difference);
	sample_free(&t.below);
	hist_free(&t.distribution);
	slowest_free(&t.slowest);
	for (size_t i = 0; i < ARRAY_SIZE(t.only); i++)
		patterns_free(&t.only[i]);
	return STATUS_OK;
}

const struct command top_command = {
	.name = "top",
	.run = run,
	.takes = TAKES_ROWS | TAKES_COLUMNS | TAKES_TIMES | TAKES_DEBUGFS | TAKES_CAUSES,
	.interval = true,
	.differences = true,
	.operands = "[INTERVAL]",
	.usage = "top [INTERVAL]",
};
