// SPDX-License-Identifier: GPL-2.0-only
#include <sched.h>
#include <stdlib.h>

#include "check/cost.h"
#include "check/switches.h"
#include "vmm/kinds.h"

#define ROUNDS	5
#define BATCHES	30		/* of a round */
#define BATCH	100		/* exits: so few that most batches see no interrupt */
#define STEPS	(2 * BATCHES + 1)

static_assert(STEPS <= SUBJECT_STEPS, "a program");

/* One level and what was measured at it: cycles of one exit, of each batch. */
struct level {
	enum detail detail;
	size_t nr;
	u64 cycles[ROUNDS * BATCHES];
};

static bool has_others(const struct check *c)
{
	return check_vms(c) != 1;
}

/* A clock reading, a batch, a clock reading ... */
static int run_batches(struct check *c, struct level *level, struct failure *f)
{
	struct step steps[STEPS];

	for (int i = 0; i < STEPS; i++)
		steps[i] = i % 2 ? (struct step) { GUEST_OP_cpuid, BATCH, 0 } :
				   (struct step) { GUEST_OP_stamp, 1, 0 };
	if (subject_pass(&c->subject, 0, steps, STEPS, NULL, f))
		return -1;
	for (int i = 0; i + 2 < STEPS; i += 2)
		level->cycles[level->nr++] = (subject_stamp(&c->subject, 0, i + 2) -
					      subject_stamp(&c->subject, 0, i)) / BATCH;
	return 0;
}

/* The first pass after a switch finds code and counters cold. */
static int run_round(struct check *c, struct level *level, bool first, struct look *before,
		     struct look *after, struct failure *f)
{
	static const struct step warm = { GUEST_OP_cpuid, BATCH, 0 };
	const u32 cpuid = kind_cpuid_reason(&c->subject.host);
	const u64 counted = level->detail == DETAIL_OFF ? 0 : BATCHES * BATCH;

	if (switches_set(level->detail, f) || subject_pass(&c->subject, 0, &warm, 1, NULL, f) ||
	    check_look(c, before, NULL, f) || run_batches(c, level, f) ||
	    check_look(c, after, before, f))
		return -1;
	if (first)
		find(&c->findings, UNIT_COUNT, counted, counted,
		     look_row(after, cpuid, COL_EXITS) - look_row(before, cpuid, COL_EXITS),
		     level->detail == DETAIL_OFF ? "exits while enabled is 0" :
		     "exits while detail is %s", detail_name(level->detail));
	return 0;
}

/* In turn, so that what else the machine does is in each of them. 1: another VM has come. */
static int run_rounds(struct check *c, struct level *levels, enum detail last, bool beside,
		      struct failure *f)
{
	struct look before = { 0 }, after = { 0 };
	int result = 0;

	for (int round = 0; round < ROUNDS && !result; round++)
		for (enum detail d = DETAIL_OFF; d <= last && !result; d++)
			result = !beside && has_others(c) ? 1 :
				 run_round(c, &levels[d], !round, &before, &after, f);
	look_free(&before);
	look_free(&after);
	return result;
}

/* As the scheduler has placed this thread, and not on another CPU in between. */
static void stay(cpu_set_t *before)
{
	cpu_set_t set;

	CPU_ZERO(before);
	if (this_cpu(&set) && !sched_getaffinity(0, sizeof(*before), before))
		sched_setaffinity(0, sizeof(set), &set);
}

static void add_costs(struct findings *found, struct level *levels, enum detail last)
{
	for (enum detail d = DETAIL_OFF; d <= last; d++)
		add_cost(found, detail_name(d), levels[d].cycles, levels[d].nr);
	if (last != DETAIL_CAUSES)
		leave_out(found, "the cost of detail causes",
			  "other VMs run: each vCPU of theirs would keep 16 KiB for it");
}

int check_cost(struct check *c, enum detail was, bool beside, struct failure *f)
{
	const bool causes = was == DETAIL_CAUSES || !has_others(c);
	const enum detail last = causes ? DETAIL_CAUSES : DETAIL_FULL;
	struct level *levels = xcalloc(DETAIL_CAUSES + 1, sizeof(*levels));
	cpu_set_t before;
	int result;

	for (enum detail d = DETAIL_OFF; d <= last; d++)
		levels[d].detail = d;
	stay(&before);
	result = run_rounds(c, levels, last, beside, f);
	if (CPU_COUNT(&before))
		sched_setaffinity(0, sizeof(before), &before);
	switches_restore();
	if (!result)
		add_costs(&c->findings, levels, last);
	else if (result > 0)
		leave_out(&c->findings, "the cost of an exit",
			  "another VM has begun meanwhile: --switch measures beside it");
	free(levels);
	return result < 0 ? -1 : 0;
}
