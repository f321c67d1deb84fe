/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_VIEW_HIST_H
#define KVM_EXITSTAT_VIEW_HIST_H

#include "model/hist.h"
#include "model/view.h"

/* The distributions of what a view shows; no exits where there are none. */

/* Of a line: its reason's or, of a scope, that of the reasons asked for together. */
void view_line_hist(const struct view *v, const struct view_line *line, struct hist_numbers *n);

/* Of what view.total is of. */
void view_total_hist(const struct view *v, struct hist_numbers *n);

#endif
