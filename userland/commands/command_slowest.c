// SPDX-License-Identifier: GPL-2.0-only
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/terminal.h"
#include "commands/commands.h"
#include "commands/options.h"
#include "model/answerable.h"
#include "model/names.h"
#include "model/reasons.h"
#include "print/print_slowest.h"
#include "sources/debugfs_slowest.h"
#include "sources/debugfs_vms.h"
#include "sources/host_open.h"

/* What the command prints: of the host, of one VM, or of each. */
struct shown {
	struct debugfs debugfs;
	struct sample moment;
	struct slowest *list;
	size_t nr, room;
};

/* What ended VMs were called nobody knows any more, and their process may be another's. */
static void label_living(struct shown *s)
{
	u32 *vms;
	const size_t nr = debugfs_vms(&s->debugfs, &vms);

	for (size_t i = 0; i < nr; i++)
		sample_scope(&s->moment, VM_SCOPE(vms[i]));
	debugfs_label(&s->debugfs, &s->moment);
	free(vms);
}

static int read_scope(struct shown *s, struct scope_key scope, const struct patterns *reasons,
		      struct failure *f)
{
	struct slowest read = { .nr = 0 };
	const int result = debugfs_read_slowest(&s->debugfs, scope, &read, f);

	if (result) {
		slowest_free(&read);
		return result;
	}
	slowest_finish(&read, reasons);
	s->list = grow(s->list, &s->room, s->nr, sizeof(*s->list));
	s->list[s->nr++] = read;
	return DEBUGFS_OK;
}

static int by_name(const void *a, const void *b)
{
	return strverscmp(name_text(*(const u32 *)a), name_text(*(const u32 *)b));
}

/* One that ends meanwhile is left out. */
static int read_each_vm(struct shown *s, const struct query *q, struct failure *f)
{
	u32 *vms;
	const size_t nr = debugfs_vms(&s->debugfs, &vms);
	int result = DEBUGFS_OK;

	if (nr)
		qsort(vms, nr, sizeof(*vms), by_name);
	for (size_t i = 0; i < nr && result != DEBUGFS_FAILED; i++)
		if (!q->view.vms || vm_matches_any(vms[i], q->view.vms))
			result = read_scope(s, VM_SCOPE(vms[i]), q->view.reasons, f);
	free(vms);
	return result == DEBUGFS_FAILED ? result : DEBUGFS_OK;
}

/* By its name, its number, or what was behind an exit that there is. */
static int check_reasons(const struct shown *s, const struct patterns *reasons,
			 struct failure *f)
{
	for (size_t i = 0; reasons && i < reasons->nr; i++) {
		const char *text = reasons->list[i];

		if (check_number_is_clear(s->debugfs.isa, text, f))
			return -1;
		if (!strchr(text, ':') && !reason_exists(s->debugfs.isa, text))
			return fail(f, "no exit reason '%s' on %s: --all-reasons lists them", text,
				    isa_name(s->debugfs.isa));
	}
	return 0;
}

static int read_all(struct shown *s, struct query *q, struct failure *f)
{
	if (host_open(&s->debugfs, q, f) || check_reasons(s, q->view.reasons, f) ||
	    debugfs_stamp(&s->debugfs, &s->moment, f))
		return -1;
	s->moment.isa = s->debugfs.isa;
	s->moment.tsc_khz = s->debugfs.tsc_khz;
	label_living(s);
	if (debugfs_resolve(&s->debugfs, q, f))
		return -1;
	if (q->view.lines == LINES_VMS)
		return read_each_vm(s, q, f);
	return read_scope(s, q->view.scope, q->view.reasons, f);
}

static void print_for_people(const struct shown *s, const struct options *o)
{
	struct table_look look = {
		.width = output_width(STDOUT_FILENO),
		.colour = output_colour(STDOUT_FILENO),
	};
	char title[LABEL_TEXT + 32];

	for (size_t i = 0; i < s->nr; i++) {
		if (i)
			putchar('\n');
		if (s->list[i].scope.kind == SCOPE_VM)
			puts(scope_title(&s->list[i].scope, title));
		print_slowest_table(stdout, &s->list[i],
				    o->query.view.cycles ? 0 : s->debugfs.tsc_khz, &look);
	}
	if (debugfs_detail(&s->debugfs) != DETAIL_CAUSES)
		puts("new ones are not looked for now: '" PROGRAM " detail causes' begins");
}

static int run(struct options *o)
{
	struct shown s = { .nr = 0 };
	struct failure f;

	if (o->query.vcpu != SCOPE_ANY || o->query.view.lines == LINES_CPUS)
		die(STATUS_USAGE, "the slowest are the host's or a VM's, and say which vCPU and CPU");
	for (int i = 0; i < o->nr_operands; i++)
		choose_reason(o, o->operands[i]);
	if (read_all(&s, &o->query, &f))
		die(STATUS_FAILED, "%s", f.text);
	if (o->output == OUTPUT_JSON)
		print_slowest_json(stdout, &s.moment, s.list, s.nr);
	else if (o->output == OUTPUT_CSV)
		print_slowest_csv(stdout, &s.moment, s.list, s.nr);
	else
		print_for_people(&s, o);
	for (size_t i = 0; i < s.nr; i++)
		slowest_free(&s.list[i]);
	free(s.list);
	sample_free(&s.moment);
	return STATUS_OK;
}

const struct command slowest_command = {
	.name = "slowest",
	.run = run,
	.takes = TAKES_VM | TAKES_PLACES | TAKES_UNITS | TAKES_FORMAT | TAKES_DEBUGFS,
	.max_operands = INT_MAX,
	.operands = "[REASON]...",
	.usage = "slowest [REASON]...  the longest exit of each reason: when, where, what",
	.not_by_bpf = "keeps sums and no single exits ('hist' says how long they took)",
};
