/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PRINT_DIFF_JSON_H
#define KVM_EXITSTAT_PRINT_DIFF_JSON_H

#include <stdio.h>

#include "model/comparison.h"

void print_diff_json(FILE *out, const struct comparison *c);

#endif
