/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SOURCE_HOST_H
#define KVM_EXITSTAT_SOURCE_HOST_H

#include "sources/source.h"

/* The host's files, live or in query->debugfs. */
struct source *open_host(struct query *q, struct failure *f);

#endif
