/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_VIEW_CAUSES_H
#define KVM_EXITSTAT_VIEW_CAUSES_H

#include "model/view.h"

/* What was behind the exits of one line of a view. */
struct cause_line {
	u32 reason;		/* with its cause, or a reason of which none is known */
	u64 value[NR_COLUMNS];	/* of those that the causes have */
};

/* They add up to the line. What is not told one by one, "more", comes last. */
struct cause_lines {
	struct cause_line *list;
	size_t nr, room;
	size_t nr_hidden;	/* left out by cause_lines_cut(), before what is not told */
	u64 hidden[NR_COLUMNS];	/* the sum of these */
};

/*
 * Of a line that is a reason its causes, none where nothing is known of them; of a line
 * that is a scope those of all its reasons, beside reasons of which none is known. In the
 * order that the view is sorted by, as far as causes have that. Free with cause_lines_free().
 */
void view_causes(const struct view *v, const struct view_line *line, struct cause_lines *c);

/* Only the first @most, and those that are not told; what is left out is more than one. */
void cause_lines_cut(struct cause_lines *c, size_t most);

void cause_lines_free(struct cause_lines *c);

#endif
