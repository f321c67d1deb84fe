/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_WHOLE_H
#define KVM_EXITSTAT_WHOLE_H

#include "sources/source.h"

/*
 * All of a source that ends, as one sample. A single one counts with its totals, several
 * with the sum of what changed, which a reset between two does not disturb. Returns the
 * number of samples or -1.
 */
int read_whole(struct source *src, struct sample *all, struct failure *f);

/* The same of what open_any() opens; no sample is a failure, too. */
int read_whole_file(struct query *q, const char *path, struct sample *all, struct failure *f);

#endif
