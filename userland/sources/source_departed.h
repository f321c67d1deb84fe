/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SOURCE_DEPARTED_H
#define KVM_EXITSTAT_SOURCE_DEPARTED_H

#include "sources/source.h"

/* The VMs of the host that have ended. */
struct source *open_departed(struct query *q, struct failure *f);

#endif
