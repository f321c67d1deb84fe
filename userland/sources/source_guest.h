/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SOURCE_GUEST_H
#define KVM_EXITSTAT_SOURCE_GUEST_H

#include "sources/source.h"

/* A guest's own exits, through CPUID. */
struct source *open_guest(struct query *q, struct failure *f);

#endif
