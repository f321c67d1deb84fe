/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_DEBUGFS_CAUSES_H
#define KVM_EXITSTAT_DEBUGFS_CAUSES_H

#include "sources/debugfs.h"

/*
 * What was behind the exits of a scope, as rows whose reasons have causes. Results are
 * those of debugfs_read(); a host whose KVM has no such file is a failure.
 */
int debugfs_read_causes(const struct debugfs *d, struct scope_key scope, struct sample *s,
			struct failure *f);

#endif
