// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "check/counts.h"
#include "check/halts.h"

/* A number of its own for each, so that none can stand for another. */
static const struct {
	const char *kind;
	u64 count;
} asked_for[] = {
	{ "cpuid", 1000 }, { "halt-wake", 10 }, { "io", 401 }, { "io-in", 151 },
	{ "io-kernel", 251 }, { "msr-read", 201 }, { "msr-write", 301 }, { "page", 101 },
	{ "mmio", 51 }, { "vmcall", 351 }, { "cr-write", 451 },
};

/* Where its operation works: of memory the pages behind those that were touched. */
static u64 argument(const struct kind *kind, u64 touched)
{
	if (kind->flags & KIND_PAGE)
		return SUBJECT_MEMORY + touched * VM_PAGE_SIZE;
	return kind->flags & KIND_MMIO ? SUBJECT_MMIO : 0;
}

static int make(struct subject *s, const struct kind *kind, u64 count, u64 touched,
		struct failure *f)
{
	const struct step step = {
		kind->op[s->host.isa], count, argument(kind, touched),
	};
	struct halts halts;
	int result;

	if (step.op != GUEST_OP_hlt)
		return subject_pass(s, 0, &step, 1, NULL, f);
	if (halts_start(&halts, s, count, 0, f))
		return -1;
	result = subject_pass(s, 0, &step, 1, NULL, f);
	/* A vCPU that failed halts no more. */
	if (result)
		die(STATUS_FAILED, "%s", f->text);
	halts_stop(&halts);
	return 0;
}

/* What @count more make after the first one, in which KVM maps what it needs. */
static void tally_after_first(struct tally *made, const struct host *host,
			      const struct kind *kind, u64 count)
{
	struct tally first = { .used = 0 };

	*made = (struct tally) { .used = 0 };
	tally_kind(made, host, kind, count + 1, 1, host->two_dimensional);
	tally_kind(&first, host, kind, 1, 1, 1);
	for (unsigned int i = 0; i < made->used; i++)
		for (unsigned int j = 0; j < first.used; j++)
			if (made->rows[i].nr == first.rows[j].nr)
				made->rows[i].count -= first.rows[j].count;
	tally_add(made, kind_done_reason(host), 1, 0);
}

void judge_counts(struct findings *found, const struct host *host, const char *kind,
		  const struct tally *made, const struct look *before, const struct look *after)
{
	for (unsigned int i = 0; i < made->used; i++) {
		const u32 nr = made->rows[i].nr;
		const u64 wanted = made->rows[i].count;

		/* That of the OUT at the end alone is seen often enough. */
		if (!wanted || (wanted == 1 && nr == kind_done_reason(host)))
			continue;
		find(found, UNIT_COUNT, wanted, made->rows[i].at_least ? NO_BOUND : wanted,
		     look_exits(after, nr) - look_exits(before, nr), "exits of %s: %s", kind,
		     host_reason_name(host, nr));
	}
}

static int check_kind(struct check *c, const char *name, u64 count, struct look *before,
		      struct look *after, struct failure *f)
{
	const struct kind *kind = kind_find(name, strlen(name));
	struct tally made;

	if (make(&c->subject, kind, 1, 0, f) || check_look(c, before, NULL, f) ||
	    make(&c->subject, kind, count, 1, f) || check_look(c, after, before, f))
		return -1;
	tally_after_first(&made, &c->subject.host, kind, count);
	judge_counts(&c->findings, &c->subject.host, name, &made, before, after);
	return 0;
}

int check_counts(struct check *c, struct failure *f)
{
	struct look before = { 0 }, after = { 0 };
	int result = 0;

	for (size_t i = 0; i < ARRAY_SIZE(asked_for) && !result; i++)
		result = check_kind(c, asked_for[i].kind, asked_for[i].count, &before, &after, f);
	look_free(&before);
	look_free(&after);
	return result;
}
