/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_DEBUGFS_HIST_H
#define KVM_EXITSTAT_DEBUGFS_HIST_H

#include "sources/debugfs.h"
#include "sources/parse_hist.h"

/* The distributions of a scope, with the same results. */
int debugfs_read_hist(const struct debugfs *d, const struct scope_key *scope, struct hist *h,
		      struct failure *f);

/* Every row of the distributions of all scopes. */
int debugfs_each_hist(const struct debugfs *d, hist_row_fn take, void *argument,
		      struct failure *f);

#endif
