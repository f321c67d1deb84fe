/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_TABLE_NOTES_H
#define KVM_EXITSTAT_TABLE_NOTES_H

#include <stdio.h>

#include "model/view.h"

/* What stands below a table: the two ends of a list of reasons. */
void print_ends(FILE *out, const struct view *v);

/* ... and a line for each thing that one must know of its numbers. */
void print_notes(FILE *out, const struct view *v, bool time_share_shown);

#endif
