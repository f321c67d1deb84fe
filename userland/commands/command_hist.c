// SPDX-License-Identifier: GPL-2.0-only
#include "base/terminal.h"
#include "commands/commands.h"
#include "commands/options.h"
#include "model/answerable.h"
#include "print/print_hist_bars.h"
#include "print/print_hist_csv.h"
#include "print/print_hist_json.h"
#include "print/print_hist_table.h"
#include "sources/debugfs_hist.h"
#include "sources/debugfs_read.h"
#include "sources/debugfs_vms.h"

static void print(const struct options *o, const struct view *v, const struct hist *h)
{
	struct table_look look = {
		.width = output_width(STDOUT_FILENO),
		.colour = output_colour(STDOUT_FILENO),
	};

	if (o->output == OUTPUT_JSON)
		print_hist_json(stdout, v, h);
	else if (o->output == OUTPUT_CSV)
		print_hist_csv(stdout, v, h);
	else if (o->query.view.reason)
		for (size_t i = 0; i < v->nr_lines; i++)
			print_hist_bars(stdout, v, &v->lines[i], h, &look, output_unicode());
	else
		print_hist_table(stdout, v, h, &look, output_unicode());
}

/* The distributions first: what comes between the two reads is then not missing. */
static int read_both(const struct debugfs *d, const struct query *q, struct sample *s,
		     struct hist *h, struct failure *f)
{
	if (debugfs_read_hist(d, &q->view.scope, h, f))
		return -1;
	return debugfs_read_scope(d, q->view.scope, s, f);
}

static int run(struct options *o)
{
	struct query *q = &o->query;
	struct sample s = { 0 };
	struct hist h = { 0 };
	struct failure f;
	struct debugfs d;
	struct view v;

	if (q->cpu != SCOPE_ANY)
		die(STATUS_USAGE, "there are no distributions by CPU: use --vm and --vcpu");
	if (o->nr_operands)
		choose_reason(o, o->operands[0]);
	if (debugfs_open(&d, q->debugfs, &f) || debugfs_resolve(&d, q, &f) ||
	    read_both(&d, q, &s, &h, &f))
		die(STATUS_FAILED, "%s", f.text);
	if (check_answerable(&q->view, &s, &f))
		die(STATUS_FAILED, "%s", f.text);
	view_make(&v, &s, &q->view);
	if (q->view.reason && !v.nr_lines)
		die(STATUS_FAILED, "no exit reason '%s': '%s hist --all-reasons' lists them",
		    q->view.reason, PROGRAM);
	print(o, &v, &h);
	view_free(&v);
	hist_free(&h);
	sample_free(&s);
	return STATUS_OK;
}

const struct command hist_command = {
	.name = "hist",
	.run = run,
	.takes = TAKES_SCOPE | TAKES_ROWS | TAKES_TIMES | TAKES_FORMAT | TAKES_DEBUGFS,
	.max_operands = 1,
	.operands = "[REASON]",
	.usage = "hist [REASON]",
};
