// SPDX-License-Identifier: GPL-2.0-only
#include "check/halts.h"
#include "check/phases.h"

#define MS		1000000ULL	/* ns */
#define USER_SLEEP	(300 * MS)
#define HALTS		3
#define HALT_SLEEP	(100 * MS)
#define LOOPS		20000		/* of the guest's clock, to begin with */
#define LOOP_MS		200
#define MOST_LOOPS	100000000ULL

static u64 between(const struct look *before, const struct look *after)
{
	return after->after - before->before;
}

void judge_user(struct findings *found, u64 known, const struct look *before,
		const struct look *after)
{
	find(found, UNIT_CYCLES, known, between(before, after),
	     look_growth(before, after, COL_USER), "user: the VMM slept");
}

/*
 * How late the vCPU runs once it is woken is up to the host, and another thread may run
 * in its place on its way into the halt: that is steal.
 */
void judge_halted(struct findings *found, u64 known, const struct look *before,
		  const struct look *after)
{
	const u64 halted = look_growth(before, after, COL_HALTED);

	find(found, UNIT_CYCLES, known / 2, between(before, after), halted,
	     "halted: at least half of it");
	find(found, UNIT_CYCLES, known, between(before, after),
	     halted + look_growth(before, after, COL_STEAL), "halted: and with steal all of it");
}

/* Its clock also goes on while the host takes the CPU from it. */
void judge_guest(struct findings *found, u64 known, const struct look *before,
		 const struct look *after)
{
	const u64 others = look_growth(before, after, COL_KERNEL) +
			   look_growth(before, after, COL_BLOCKED) +
			   look_growth(before, after, COL_STEAL);

	find(found, UNIT_CYCLES, known > others ? known - others : 0, between(before, after),
	     look_growth(before, after, COL_GUEST), "guest: a loop, by the guest's clock");
}

static int check_user(struct check *c, struct look *before, struct look *after,
		      struct failure *f)
{
	static const struct step out = { GUEST_OP_io_out, 3, 0 };
	struct pass pass = { .sleep_ns = USER_SLEEP };

	if (check_look_vcpu(c, before, NULL, f) ||
	    subject_pass(&c->subject, 0, &out, 1, &pass, f) ||
	    check_look_vcpu(c, after, before, f))
		return -1;
	judge_user(&c->findings, pass.slept, before, after);
	return 0;
}

static int check_halted(struct check *c, struct look *before, struct look *after,
			struct failure *f)
{
	static const struct step halt = { GUEST_OP_hlt, HALTS, 0 };
	struct halts halts;

	if (check_look_vcpu(c, before, NULL, f) ||
	    halts_start(&halts, &c->subject, HALTS, HALT_SLEEP, f))
		return -1;
	/* A vCPU that failed halts no more. */
	if (subject_pass(&c->subject, 0, &halt, 1, NULL, f))
		die(STATUS_FAILED, "%s", f->text);
	halts_stop(&halts);
	if (check_look_vcpu(c, after, before, f))
		return -1;
	judge_halted(&c->findings, halts.slept, before, after);
	return 0;
}

/* Reads its clock @loops times; cycles that took. */
static int loop(struct check *c, u64 loops, u64 *cycles, struct failure *f)
{
	const struct step steps[] = {
		{ GUEST_OP_stamp, 1, 0 }, { GUEST_OP_stamp, loops, 0 },
	};

	if (subject_pass(&c->subject, 0, steps, ARRAY_SIZE(steps), NULL, f))
		return -1;
	*cycles = subject_stamp(&c->subject, 0, 1) - subject_stamp(&c->subject, 0, 0);
	return 0;
}

static int check_guest(struct check *c, struct look *before, struct look *after,
		       struct failure *f)
{
	const u64 wanted = c->debugfs.tsc_khz * LOOP_MS;
	u64 cycles, loops;

	if (loop(c, LOOPS, &cycles, f))
		return -1;
	loops = LOOPS * wanted / (cycles ? cycles : 1) + 1;
	if (loops > MOST_LOOPS)
		loops = MOST_LOOPS;
	if (check_look_vcpu(c, before, NULL, f) || loop(c, loops, &cycles, f) ||
	    check_look_vcpu(c, after, before, f))
		return -1;
	judge_guest(&c->findings, cycles, before, after);
	return 0;
}

int check_phases(struct check *c, struct failure *f)
{
	struct look before = { 0 }, after = { 0 };
	int result;

	if (!check_has_times(c)) {
		leave_out(&c->findings, "the phases", "detail is counts: no times are recorded");
		return 0;
	}
	result = check_user(c, &before, &after, f) || check_halted(c, &before, &after, f) ||
		 check_guest(c, &before, &after, f);
	look_free(&before);
	look_free(&after);
	return result ? -1 : 0;
}
