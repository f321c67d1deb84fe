/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_COMPARISON_H
#define KVM_EXITSTAT_COMPARISON_H

#include "model/hist.h"
#include "model/view.h"

/* Two views of the same kind, side by side. */
struct side {
	const char *name;	/* of its file, clean */
	struct view_options options;	/* those of the comparison, with its own scope */
	struct sample sample;	/* what happened, or totals */
	struct view view;
};

/* A reason of either; the one that does not have it has no exits. */
struct pair {
	u32 reason;
	const u64 *value[2];
	const struct row *row[2];	/* NULL: not in this side */
};

struct comparison {
	const struct view_options *options;
	struct side side[2];
	struct pair *pairs;	/* the largest difference first */
	size_t nr, room;
};

/* From the options and samples of both sides. */
void comparison_make(struct comparison *c);
void comparison_free(struct comparison *c);

/* Whether lines are what was behind exits, of either side. */
bool comparison_of_causes(const struct comparison *c);

/* How long a side counted; 0: not known. */
u64 side_duration(const struct side *side);

/* The numbers of both sides, of a reason or of all together. */
struct compared {
	const u64 *value[2];
	struct hist_numbers hist[2];	/* without exits where a side has none */
};

void compare_pair(const struct comparison *c, const struct pair *p, struct compared *both);
void compare_totals(const struct comparison *c, struct compared *both);

/* The columns that a side has. */
unsigned int side_columns(const struct side *side);

#endif
