/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PRINT_HIST_JSON_H
#define KVM_EXITSTAT_PRINT_HIST_JSON_H

#include <stdio.h>

#include "model/hist.h"
#include "model/view.h"

void print_hist_json(FILE *out, const struct view *v);

#endif
