/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_DEBUGFS_SLOWEST_H
#define KVM_EXITSTAT_DEBUGFS_SLOWEST_H

#include "model/slowest.h"
#include "sources/debugfs.h"

/*
 * The slowest exits of the host or of a VM, in the order of the file. Results are those of
 * debugfs_lines(); a host whose KVM has no such file is a failure.
 */
int debugfs_read_slowest(const struct debugfs *d, struct scope_key scope, struct slowest *s,
			 struct failure *f);

#endif
