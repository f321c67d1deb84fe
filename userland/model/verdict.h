/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_VERDICT_H
#define KVM_EXITSTAT_VERDICT_H

#include "model/view.h"

/* A phase has most of a reason's time from this share on. */
#define MOST_PERCENT	50

/* A reason takes little, or much, of the time in which vCPUs were not halted. */
#define LITTLE_PERCENT	1
#define MUCH_PERCENT	10

/*
 * What a sample says of one reason of a scope, @nr as the host prints it, in whole
 * sentences, one idea a line. The caller frees.
 */
char *verdict(const struct sample *s, const struct view_options *o, const char *nr);

#endif
