/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PRINT_HIST_TABLE_H
#define KVM_EXITSTAT_PRINT_HIST_TABLE_H

#include "model/hist.h"
#include "model/view.h"
#include "print/table.h"

/* One line a reason: percentiles and the distribution as a strip. */
void print_hist_table(FILE *out, const struct view *v, const struct table_look *look,
		      bool unicode);

#endif
