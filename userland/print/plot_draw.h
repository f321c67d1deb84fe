/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PLOT_DRAW_H
#define KVM_EXITSTAT_PLOT_DRAW_H

#include "print/plot.h"

enum picture_kind { PICTURE_SVG, PICTURE_PNG };

/*
 * Have gnuplot draw it, as a whole picture in memory, which the caller frees. The
 * failure says what to do.
 */
int plot_draw(const struct plot *p, enum picture_kind kind, char **picture, size_t *len,
	      struct failure *f);

#endif
