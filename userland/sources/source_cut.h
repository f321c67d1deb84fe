/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SOURCE_CUT_H
#define KVM_EXITSTAT_SOURCE_CUT_H

#include "sources/source.h"

/*
 * The samples of @inner from @since to @until, as parse_local() reads them; NULL is no
 * limit. A time without a date is of the day on which the samples begin, or of the next
 * one where that makes more sense of it. Takes over @inner.
 */
struct source *open_cut(struct source *inner, const char *since, const char *until);

#endif
