/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_HEAT_DRAW_H
#define KVM_EXITSTAT_HEAT_DRAW_H

#include "print/gnuplot.h"
#include "print/heat.h"

/* As gnuplot_draw(). */
int heat_draw(const struct heat *h, enum picture_kind kind, char **picture, size_t *len,
	      struct failure *f);

#endif
