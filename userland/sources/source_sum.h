/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SOURCE_SUM_H
#define KVM_EXITSTAT_SOURCE_SUM_H

#include "sources/source.h"

/* All of @inner, which ends, as one sample: what read_whole() makes of it. Takes it over. */
struct source *open_sum(struct source *inner);

#endif
