/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_DEBUGFS_CAUSES_H
#define KVM_EXITSTAT_DEBUGFS_CAUSES_H

#include "sources/debugfs.h"

/* Whether the host tells what is behind exits: 0, or the failure's text. */
int debugfs_check_causes(const struct debugfs *d, struct failure *f);

/*
 * Add what was behind the exits of a sample that has just been read. Results are those of
 * debugfs_read().
 */
int debugfs_add_causes(const struct debugfs *d, struct sample *s, struct failure *f);

/*
 * The same only while it is looked for: else nothing of it grows, and it would be read in
 * vain. A copy of the files may be without it.
 */
int debugfs_add_causes_if_on(const struct debugfs *d, struct sample *s, struct failure *f);

#endif
