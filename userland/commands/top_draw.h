/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_TOP_DRAW_H
#define KVM_EXITSTAT_TOP_DRAW_H

#include "commands/top.h"

/* The whole screen anew. */
void top_draw(struct top *t);

#endif
