/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PRINT_JSON_H
#define KVM_EXITSTAT_PRINT_JSON_H

#include <stdio.h>

#include "model/view.h"

/* One object a sample, on one line. */
void print_json(FILE *out, const struct view *v);

#endif
