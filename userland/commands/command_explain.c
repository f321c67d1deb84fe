// SPDX-License-Identifier: GPL-2.0-only
/*
 * What exit reasons are, what makes and what lowers them, and what the numbers at
 * hand say of them: this host's, those of a copy or those of a recording.
 */
#include <stdlib.h>
#include <string.h>

#include "base/terminal.h"
#include "base/units.h"
#include "commands/commands.h"
#include "commands/options.h"
#include "model/answerable.h"
#include "model/explanations.h"
#include "model/names.h"
#include "model/reasons.h"
#include "model/verdict.h"
#include "print/paragraph.h"
#include "sources/debugfs.h"
#include "sources/source_host.h"
#include "sources/whole.h"

#define DEAREST		10	/* lines of the list, where there are numbers */
#define TEXT_WIDTH	90	/* longer lines are hard to read */

struct explain {
	struct options *options;
	enum isa isa;		/* ISA_UNKNOWN: both */
	struct sample numbers;
	bool has_numbers;
	struct failure why_not;
	struct table_look look;
};

/* The user said where numbers are to come from: then it is an error if none do. */
static bool numbers_are_wanted(const struct query *q, const char *from)
{
	return from || strcmp(q->debugfs, DEBUGFS_DIR) || q->vms.nr || q->cpu != SCOPE_ANY;
}

static int read_host(struct query *q, struct sample *s, struct failure *f)
{
	struct source *src = open_host(q, f);
	int result;

	if (!src)
		return -1;
	result = src->next(src, s, f);
	src->close(src);
	return result == SOURCE_SAMPLE ? 0 : -1;
}

static int read_numbers(struct query *q, const char *from, struct sample *s, struct failure *f)
{
	return from ? read_whole_file(q, from, s, f) : read_host(q, s, f);
}

static void find_numbers(struct explain *x)
{
	struct options *o = x->options;
	const bool wanted = numbers_are_wanted(&o->query, o->from);

	x->has_numbers = !read_numbers(&o->query, o->from, &x->numbers, &x->why_not);
	if (!x->has_numbers && wanted)
		die(STATUS_FAILED, "%s", x->why_not.text);
	if (x->has_numbers && x->isa && x->isa != x->numbers.isa) {
		if (wanted)
			die(STATUS_FAILED, "these numbers are of %s, not of %s",
			    isa_name(x->numbers.isa), isa_name(x->isa));
		x->has_numbers = false;
		fail(&x->why_not, "this host is %s", isa_name(x->numbers.isa));
	}
	if (x->has_numbers)
		x->isa = x->numbers.isa;
}

static const char *upper_isa(enum isa isa)
{
	return isa == ISA_VMX ? "VMX" : "SVM";
}

static void print_heading(const struct explain *x, const char *heading)
{
	printf("\n%s%s%s\n", style_on(STYLE_BOLD, x->look.colour), heading,
	       style_off(STYLE_BOLD, x->look.colour));
}

static void print_part(const struct explain *x, const char *heading, const char *text)
{
	if (!text)
		return;
	print_heading(x, heading);
	print_paragraph(stdout, text, &x->look);
}

static void print_verdict(const struct explain *x, const char *nr)
{
	char title[LABEL_TEXT + 32], heading[LABEL_TEXT + 64];
	const struct scope_key *scope = &x->options->query.view.scope;
	char *text;

	if (!x->has_numbers) {
		print_heading(x, "No numbers of this host");
		print_paragraph(stdout, x->why_not.text, &x->look);
		return;
	}
	snprintf(heading, sizeof(heading), "What the numbers of %s say",
		 scope->kind == SCOPE_HOST ? "the host" : scope_title(scope, title));
	text = verdict(&x->numbers, &x->options->query.view, nr);
	print_part(x, heading, text);
	free(text);
}

static void print_name(const struct explain *x, const struct explanation *e)
{
	printf("%s%s%s, %s exit reason %s: %s\n", style_on(STYLE_BOLD, x->look.colour), e->name,
	       style_off(STYLE_BOLD, x->look.colour), upper_isa(e->isa), e->nr, e->summary);
	if (e->manual)
		printf("(%s: %s)\n", manual_of(e->isa), e->manual);
}

static void print_texts(const struct explain *x, const struct explanation *e)
{
	print_part(x, "What it is", e->what);
	print_part(x, "What makes it", e->makes);
	print_part(x, "What lowers it", e->lowers);
	print_part(x, "Where to look", e->look);
}

/* One entry of explain.txt may be of several reasons. */
static bool same_texts(const struct explanation *a, const struct explanation *b)
{
	return !strcmp(a->what, b->what) && !strcmp(a->makes, b->makes) &&
	       !strcmp(a->lowers, b->lowers);
}

static __noreturn void fail_reason(const struct explain *x, const char *text)
{
	const enum isa other = x->isa == ISA_VMX ? ISA_SVM : ISA_VMX;
	struct failure f;

	if (x->isa && check_number_is_clear(x->isa, text, &f))
		die(STATUS_FAILED, "%s", f.text);
	if (reason_exists(x->isa, text))
		die(STATUS_FAILED, "KVM does not handle '%s': where it happens it is in OTHER",
		    text);
	if (!x->isa)
		die(STATUS_FAILED, "no exit reason '%s': '%s explain' lists them", text, PROGRAM);
	if (explanation_find(other, text))
		die(STATUS_FAILED, "no exit reason '%s' on %s: --isa %s has it", text,
		    isa_name(x->isa), isa_name(other));
	die(STATUS_FAILED, "no exit reason '%s' on %s: '%s explain --isa %s' lists them", text,
	    isa_name(x->isa), PROGRAM, isa_name(x->isa));
}

/* Of either vendor, where it is not known which. */
static void explain_reason(const struct explain *x, const char *text)
{
	const struct explanation *vmx, *svm;

	vmx = x->isa == ISA_SVM ? NULL : explanation_find(ISA_VMX, text);
	svm = x->isa == ISA_VMX ? NULL : explanation_find(ISA_SVM, text);
	if (!vmx && !svm)
		fail_reason(x, text);
	if (vmx)
		print_name(x, vmx);
	if (vmx && !(svm && same_texts(vmx, svm)))
		print_texts(x, vmx);
	if (vmx && svm && !same_texts(vmx, svm))
		putchar('\n');
	if (svm) {
		print_name(x, svm);
		print_texts(x, svm);
	}
	print_verdict(x, vmx ? vmx->nr : svm->nr);
}

static const struct table_column list_columns[] = {
	{ .heading = "REASON", .left = true },
	{ .heading = "TIME%" },
	{ .heading = "EXITS%" },
	{ .heading = "NR" },
	{ .heading = "WHAT IT IS", .left = true },
};

enum { LIST_REASON, LIST_TIME, LIST_EXITS, LIST_NR, LIST_WHAT };

static void begin_list(struct table *t, int number)
{
	table_column(t, &list_columns[LIST_REASON]);
	table_column(t, &list_columns[number]);
	table_column(t, &list_columns[LIST_WHAT]);
}

static void add_to_list(struct table *t, const char *name, const char *number, const char *what)
{
	table_row(t, STYLE_PLAIN);
	table_cell(t, name);
	table_cell(t, number);
	table_cell(t, what);
}

static void list_all(const struct explain *x, enum isa isa)
{
	const struct explanation *e;
	struct table t = { 0 };

	printf("Exit reasons of %s:\n", upper_isa(isa));
	begin_list(&t, LIST_NR);
	for (size_t i = 0; (e = explanation_at(i)); i++)
		if (e->isa == isa)
			add_to_list(&t, e->name, e->nr, e->summary);
	table_print(&t, stdout, &x->look);
	table_free(&t);
}

/* By the work that they take or, where no times were recorded, by their number. */
static void list_dearest(const struct explain *x, const struct view *v, bool timed)
{
	const struct view_options *o = v->options;
	struct table t = { 0 };
	char share[UNIT_TEXT];

	begin_list(&t, timed ? LIST_TIME : LIST_EXITS);
	for (size_t i = 0; i < v->nr_lines; i++) {
		const struct view_line *l = &v->lines[i];
		const struct explanation *e = explanation_find(x->isa, reason_nr(l->row->reason));

		if (timed)
			format_share(share, work_cycles(l->value, o), work_cycles(v->total, o));
		else
			format_share(share, l->value[COL_EXITS], v->total[COL_EXITS]);
		add_to_list(&t, reason_name(l->row->reason), share, e ? e->summary : "");
	}
	table_print(&t, stdout, &x->look);
	table_free(&t);
	if (v->nr_hidden)
		printf("%zu more: '%s explain --isa %s' lists all\n", v->nr_hidden, PROGRAM,
		       isa_name(x->isa));
}

/* False where nothing has happened yet. */
static bool explain_dearest(const struct explain *x)
{
	const struct query *q = &x->options->query;
	const struct scope *scope = sample_find(&x->numbers, q->view.scope);
	const bool timed = scope && work_cycles(scope->total, &q->view);
	struct view_options o = { .scope = q->view.scope, .top = DEAREST };
	struct view v;
	bool any;

	o.sort = timed ? SORT_TIME : (enum sort_key)COL_EXITS;
	view_make(&v, &x->numbers, &o);
	any = v.nr_lines;
	if (any)
		list_dearest(x, &v, timed);
	view_free(&v);
	return any;
}

static void explain_list(const struct explain *x, bool all)
{
	if (!all && x->has_numbers && explain_dearest(x)) {
		printf("'%s explain REASON' says what makes one and what lowers it\n", PROGRAM);
		return;
	}
	if (x->isa != ISA_SVM)
		list_all(x, ISA_VMX);
	if (!x->isa)
		putchar('\n');
	if (x->isa != ISA_VMX)
		list_all(x, ISA_SVM);
}

static int run(struct options *o)
{
	struct explain x = { .options = o, .isa = o->isa };
	const bool all = o->isa && !o->nr_operands;

	x.look = (struct table_look){
		.width = output_width(STDOUT_FILENO),
		.colour = output_colour(STDOUT_FILENO),
	};
	if (!x.look.width || x.look.width > TEXT_WIDTH)
		x.look.width = TEXT_WIDTH;
	o->query.causes = CAUSES_IF_ON;
	find_numbers(&x);
	if (o->nr_operands && is_pattern(o->operands[0]))
		die(STATUS_USAGE, "explain is of one reason, not of a pattern (try '" PROGRAM " --help')");
	if (o->nr_operands)
		choose_reason(o, o->operands[0]);
	if (o->nr_operands)
		explain_reason(&x, o->query.reasons.list[0]);
	else
		explain_list(&x, all);
	sample_free(&x.numbers);
	return STATUS_OK;
}

const struct command explain_command = {
	.name = "explain",
	.run = run,
	.takes = TAKES_SCOPE | TAKES_DEBUGFS | TAKES_FROM | TAKES_ISA,
	.max_operands = 1,
	.operands = "[REASON]",
	.usage = "explain [REASON]     without REASON the dearest ones, or a list of all",
	.not_by_bpf = "has no numbers before it counts ('record' first, then 'explain --from FILE')",
};
