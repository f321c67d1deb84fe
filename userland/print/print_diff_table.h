/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PRINT_DIFF_TABLE_H
#define KVM_EXITSTAT_PRINT_DIFF_TABLE_H

#include "model/comparison.h"
#include "print/table.h"

/* Both sides named, then a line for each reason and the TOTAL. */
void print_diff_table(FILE *out, const struct comparison *c, const struct table_look *look);

#endif
