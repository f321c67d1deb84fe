/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PRINT_HIST_CSV_H
#define KVM_EXITSTAT_PRINT_HIST_CSV_H

#include <stdio.h>

#include "model/hist.h"
#include "model/view.h"

void print_hist_csv_header(FILE *out, const struct view *v);
void print_hist_csv(FILE *out, const struct view *v);

#endif
