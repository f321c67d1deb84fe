/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_FINDINGS_H
#define KVM_EXITSTAT_FINDINGS_H

#include <stdbool.h>

#include "base/util.h"

/*
 * What `check` has found, in the order in which it goes onto the page. All texts are
 * made clean here, as text.h says.
 */
enum finding_unit { UNIT_COUNT, UNIT_CYCLES, UNIT_HEX };

enum outcome { OUTCOME_OK, OUTCOME_FAILED, OUTCOME_LEFT_OUT };

#define NO_BOUND	UINT64_MAX	/* of @most: any more is right, too */

struct finding {
	enum outcome outcome;
	enum finding_unit unit;
	u64 least, most, found;
	char what[64];
	char why[160];		/* OUTCOME_LEFT_OUT only */
};

struct fact {
	char name[16];
	char value[256];
};

/* What an exit costs at one level, in cycles. */
struct cost {
	char level[16];
	u64 median, low, high;	/* low and high: nine of ten are between */
};

struct findings {
	u64 tsc_khz;
	struct fact *facts;
	size_t nr_facts, facts_room;
	struct finding *list;
	size_t nr, room;
	struct cost *costs;
	size_t nr_costs, costs_room;
};

void add_fact(struct findings *f, const char *name, const char *format, ...) __printf(3, 4);

/* One check: @found must be from @least to @most. */
void find(struct findings *f, enum finding_unit unit, u64 least, u64 most, u64 found,
	  const char *format, ...) __printf(6, 7);

/* What cannot be checked here is no failure. */
void leave_out(struct findings *f, const char *what, const char *format, ...) __printf(3, 4);

/* @cycles, which is sorted here, of one exit each. At least one. */
void add_cost(struct findings *f, const char *level, u64 *cycles, size_t nr);

size_t findings_with(const struct findings *f, enum outcome outcome);

/* Success only if none has failed. */
enum status findings_status(const struct findings *f);
void findings_free(struct findings *f);

#endif
