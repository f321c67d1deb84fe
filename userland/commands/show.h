/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SHOW_H
#define KVM_EXITSTAT_SHOW_H

#include <stdio.h>

#include "commands/options.h"
#include "model/view.h"
#include "sources/source.h"

/*
 * Print the totals and then each change, of a live source every interval until
 * the count or a signal, of a recording all that there is.
 */
enum status show_samples(struct source *src, const struct options *o);

/* The same, and close it. */
int show_opened(struct source *src, struct options *o);

/* The same of a source that is yet to be opened; an exit status. */
int show_source(struct source *(*open)(struct query *, struct failure *), struct options *o);

/* One view as JSON or CSV, whose header comes with the @first. */
void print_for_programs(FILE *out, const struct view *v, enum output output, bool first);

#endif
