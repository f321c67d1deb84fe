/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_HEAT_DRAW_H
#define KVM_EXITSTAT_HEAT_DRAW_H

#include "print/gnuplot.h"
#include "print/heat.h"

/* Puts its data, as a gnuplot_fn; of a struct heat that has something to draw. */
void heat_put(FILE *out, const void *heat, enum picture_kind kind);

/* As gnuplot_draw(). */
int heat_draw(const struct heat *h, enum picture_kind kind, char **picture, size_t *len,
	      struct failure *f);

#endif
