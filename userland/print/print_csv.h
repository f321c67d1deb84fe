/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PRINT_CSV_H
#define KVM_EXITSTAT_PRINT_CSV_H

#include <stdio.h>

#include "model/view.h"

/* One line for each line of the view and one for the total; times in cycles. */
void print_csv_header(FILE *out, const struct view *v);
void print_csv(FILE *out, const struct view *v);

#endif
