/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PLOT_DRAW_H
#define KVM_EXITSTAT_PLOT_DRAW_H

#include "print/gnuplot.h"
#include "print/plot.h"

/* As gnuplot_draw(). */
int plot_draw(const struct plot *p, enum picture_kind kind, char **picture, size_t *len,
	      struct failure *f);

#endif
