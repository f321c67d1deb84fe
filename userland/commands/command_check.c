// SPDX-License-Identifier: GPL-2.0-only
/* Whether this host counts right, and what an exit costs on it: one page. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "check/conserved.h"
#include "check/cost.h"
#include "check/counts.h"
#include "check/leaves.h"
#include "check/machine.h"
#include "check/page.h"
#include "check/phases.h"
#include "check/steal.h"
#include "check/switches.h"
#include "commands/commands.h"
#include "commands/options.h"
#include "sources/host_open.h"
#include "vmm/host.h"

#define STEP_SECONDS	120	/* after which a step hangs; an emulator takes half of it */

static struct check check;

static __noreturn void failed(const struct failure *f)
{
	die(STATUS_FAILED, "%s", f->text);
}

static void open_host_directory(struct debugfs *d, const struct query *q)
{
	struct failure f;
	struct host host;

	if (host_open(d, q, &f)) {
		if (!strcmp(q->debugfs, DEBUGFS_DIR) && host_probe(&host) < 0 && !geteuid())
			die(STATUS_FAILED, "this processor has neither VMX nor SVM: switch it on in "
			    "the firmware, or in a VM let its host offer nested virtualization");
		failed(&f);
	}
	if (!d->live)
		die(STATUS_FAILED, "%s is a copy: only a running host can be checked", d->dir);
}

/* false, and why, where nothing can be changed or is to be. */
static bool may_write(const struct options *o, struct failure *why)
{
	if (o->switching != SWITCH_NEVER)
		return switches_possible(&check.debugfs, why);
	fail(why, "--no-switch");
	return false;
}

static bool disturbs_nobody(const struct options *o, struct failure *why)
{
	if (o->switching == SWITCH_BESIDE || !check_vms(&check))
		return true;
	fail(why, "other VMs run, whose exits would not be counted in moments of it: --switch "
	     "measures it all the same");
	return false;
}

/* What is about to be changed is said before it is. */
static void say_what_is_switched(enum detail was)
{
	if (was < DETAIL_FULL)
		warn("recording is '%s': it is 'full' until this ends", detail_name(was));
	warn("for the cost of an exit this host's 'enabled' and 'detail' change for some seconds,");
	warn("in moments of which no VM's exits are counted, and are set back (Ctrl-C: at once);");
	warn("--no-switch leaves that out");
}

static void step(const char *name, int (*run)(struct check *c, struct failure *f))
{
	struct failure f;

	if (isatty(STDERR_FILENO))
		fprintf(stderr, PROGRAM ": %s ...\n", name);
	switches_watch(STEP_SECONDS);
	if (run(&check, &f))
		failed(&f);
}

static int open_subject(struct check *c, struct failure *f)
{
	struct look first = { 0 };
	struct timespec created;
	int result;

	clock_gettime(CLOCK_BOOTTIME, &created);
	result = subject_open(&c->subject, f) || check_look(c, &first, NULL, f) ||
		 check_is_ours(&first, created.tv_sec * 1000000000ULL + created.tv_nsec, f);
	look_free(&first);
	return result ? -1 : 0;
}

/* As much is recorded as the checks need, or can be had. */
static void prepare(enum detail was, bool may_switch)
{
	struct failure f;

	check.detail = was;
	if (was == DETAIL_UNKNOWN || was >= DETAIL_FULL)
		return;
	if (may_switch) {
		if (switches_set(DETAIL_FULL, &f))
			failed(&f);
		check.detail = DETAIL_FULL;
	} else if (was == DETAIL_OFF) {
		die(STATUS_FAILED, "nothing is recorded: run '" PROGRAM " enable' first");
	}
}

static enum detail was;
static bool beside;

static int measure(struct check *c, struct failure *f)
{
	return check_cost(c, was, beside, f);
}

static int run(struct options *o)
{
	struct failure f, why;
	bool may_switch;
	int status;

	open_host_directory(&check.debugfs, &o->query);
	may_switch = may_write(o, &why);
	if (switches_open(&check.debugfs, may_switch, &f))
		failed(&f);
	atexit(switches_close);
	may_switch = may_switch && disturbs_nobody(o, &why);
	beside = o->switching == SWITCH_BESIDE;
	was = debugfs_detail(&check.debugfs);
	if (may_switch)
		say_what_is_switched(was);
	check.findings.tsc_khz = check.debugfs.tsc_khz;
	add_machine(&check.findings, &check.debugfs);
	prepare(was, may_switch);
	step("a VM", open_subject);
	step("exact counts", check_counts);
	step("the guest's leaves", check_leaves);
	step("phases", check_phases);
	step("steal", check_steal);
	step("conservation", check_conserved);
	if (may_switch)
		step("the cost of an exit", measure);
	else
		leave_out(&check.findings, "the cost of an exit", "%s", why.text);
	step("the VM's end", check_departed);
	switches_close();
	if (o->output == OUTPUT_JSON)
		print_page_json(stdout, &check.findings);
	else
		print_page(stdout, &check.findings);
	status = findings_status(&check.findings);
	findings_free(&check.findings);
	return status;
}

const struct command check_command = {
	.name = "check",
	.run = run,
	.takes = TAKES_JSON | TAKES_DEBUGFS | TAKES_SWITCH,
	.operands = "",
	.usage = "check                does this host count right, what does an exit cost:\n"
		 "                                    a page for a report, within two minutes",
	.not_by_bpf = "is not what it checks",
};
