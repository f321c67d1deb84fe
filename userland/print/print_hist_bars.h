/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PRINT_HIST_BARS_H
#define KVM_EXITSTAT_PRINT_HIST_BARS_H

#include "model/hist.h"
#include "model/view.h"
#include "print/table.h"

/* One reason, a bar for each bucket; @line is of @v. */
void print_hist_bars(FILE *out, const struct view *v, const struct view_line *line,
		     const struct table_look *look, bool unicode);

#endif
