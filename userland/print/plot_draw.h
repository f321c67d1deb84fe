/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PLOT_DRAW_H
#define KVM_EXITSTAT_PLOT_DRAW_H

#include "print/gnuplot.h"
#include "print/plot.h"

/* Puts its data, as a gnuplot_fn; of a struct plot that has something to draw. */
void plot_put(FILE *out, const void *plot, enum picture_kind kind);

/* As gnuplot_draw(). */
int plot_draw(const struct plot *p, enum picture_kind kind, char **picture, size_t *len,
	      struct failure *f);

#endif
