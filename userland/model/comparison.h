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

/* How long a side counted; 0: not known. */
u64 side_duration(const struct side *side);

/* The distribution of a reason in a side, or of all together: without exits where it has none. */
void pair_hist(const struct comparison *c, const struct pair *p, int side, struct hist_numbers *n);
void side_hist(const struct side *side, struct hist_numbers *n);

/* The columns that a side has. */
unsigned int side_columns(const struct side *side);

#endif
