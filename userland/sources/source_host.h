/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SOURCE_HOST_H
#define KVM_EXITSTAT_SOURCE_HOST_H

#include "sources/source.h"

/* The host's files, live or in query->debugfs. */
struct source *open_host(struct query *q, struct failure *f);

/* Of one that is open: whether what is asked for is there now. */
bool host_has(const struct source *src, const struct query *q);

#endif
