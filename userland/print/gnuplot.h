/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_GNUPLOT_H
#define KVM_EXITSTAT_GNUPLOT_H

#include <stdio.h>

#include "base/util.h"

/*
 * Pictures by gnuplot: data, and a script that is always the same. Names are others' text,
 * and gnuplot runs what it finds between backquotes: they are data, too.
 */
enum picture_kind { PICTURE_SVG, PICTURE_PNG };

/* Puts the data of a picture: $facts, $texts and what its script wants. */
typedef void (*gnuplot_fn)(FILE *out, const void *what, enum picture_kind kind);

/*
 * Have gnuplot draw what @put puts as picture.gnuplot and then @script say, as a whole
 * picture in memory, which the caller frees. The failure says what to do.
 */
int gnuplot_draw(gnuplot_fn put, const void *what, const char *script, enum picture_kind kind,
		 char **picture, size_t *len, struct failure *f);

/* A text as data, a line of the numbers of its bytes; so many columns of it at most. */
void gnuplot_text(FILE *out, const char *text, size_t columns);

#define GNUPLOT_TITLE	90	/* columns that a picture has room for */
#define GNUPLOT_LABEL	80

/* The label of an axis of so many seconds since the first sample, and how many its unit has. */
const char *gnuplot_time_axis(char text[GNUPLOT_LABEL], double whole, double *unit);

#endif
