// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>

#include "base/terminal.h"
#include "commands/commands.h"
#include "commands/options.h"
#include "model/answerable.h"
#include "model/causes.h"
#include "model/comparison.h"
#include "print/print_diff_csv.h"
#include "print/print_diff_json.h"
#include "print/print_diff_table.h"
#include "sources/whole.h"

static int read_side(struct side *side, const struct query *asked, const char *file,
		     struct failure *f)
{
	struct query q = *asked;
	const int result = read_whole_file(&q, file, &side->sample, f);

	side->options = q.view;
	if (result || !asked->view.causes)
		return result;
	side->options.causes = false;
	if (!side->sample.causes && !side->sample.are_causes)
		return fail(f, "%s: nothing in it of what was behind exits: '%s detail causes' "
			    "first", side->name, PROGRAM);
	if (side->sample.causes)
		sample_become_causes(&side->sample);
	return 0;
}

/* A reason may be known to one side only. */
static int check(const struct comparison *c, struct failure *f)
{
	const enum isa isa[2] = { c->side[0].sample.isa, c->side[1].sample.isa };

	if (isa[0] != isa[1])
		warn("A is of %s and B of %s, whose reasons have different names",
		     isa_name(isa[0]), isa_name(isa[1]));
	return check_answerable(c->options, &c->side[0].sample, f) &&
	       check_answerable(c->options, &c->side[1].sample, f) ? -1 : 0;
}

static void print(const struct comparison *c, enum output output)
{
	const struct table_look look = {
		.width = output_width(STDOUT_FILENO),
		.colour = output_colour(STDOUT_FILENO),
	};

	if (output == OUTPUT_JSON)
		print_diff_json(stdout, c);
	else if (output == OUTPUT_CSV)
		print_diff_csv(stdout, c);
	else
		print_diff_table(stdout, c, &look);
}

static int run(struct options *o)
{
	struct comparison c = { .options = &o->query.view };
	char *names[2];
	struct failure f;

	if (!strcmp(o->operands[0], "-") && !strcmp(o->operands[1], "-"))
		die(STATUS_USAGE, "only one of A and B can be standard input");
	for (int i = 0; i < 2; i++) {
		names[i] = xclean(o->operands[i], strlen(o->operands[i]));
		c.side[i].name = names[i];
		if (read_side(&c.side[i], &o->query, o->operands[i], &f))
			die(STATUS_FAILED, "%s", f.text);
	}
	if (check(&c, &f))
		die(STATUS_FAILED, "%s", f.text);
	comparison_make(&c);
	print(&c, o->output);
	comparison_free(&c);
	free(names[0]);
	free(names[1]);
	return STATUS_OK;
}

const struct command diff_command = {
	.name = "diff",
	.run = run,
	.takes = TAKES_SCOPE | TAKES_ROWS | TAKES_TIMES | TAKES_FORMAT | TAKES_CAUSES,
	.min_operands = 2,
	.max_operands = 2,
	.operands = "two recordings or snapshots, A and B",
	.usage = "diff A B             two recordings, directories or files",
};
