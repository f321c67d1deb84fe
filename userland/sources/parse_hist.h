/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PARSE_HIST_H
#define KVM_EXITSTAT_PARSE_HIST_H

#include "base/lines.h"
#include "model/hist.h"

/* The host's distributions: hist, those of a VM, all_hist. */

/* A row as it comes: @h has the buckets, @key says of whom it is. */
typedef void (*hist_row_fn)(const struct hist *h, const struct scope_key *key,
			    const struct hist_row *row, void *argument);

/*
 * Give every row of a hist file to @take; those of one without a column 'scope' are of
 * @scope. -1 with the failure's text where it is damaged.
 */
int hist_each(struct hist *h, struct lines *l, const struct scope_key *scope,
	      hist_row_fn take, void *argument, struct failure *f);

/* The same, keeping the rows of @scope. */
int hist_parse(struct hist *h, struct lines *l, const struct scope_key *scope,
	       struct failure *f);

#endif
