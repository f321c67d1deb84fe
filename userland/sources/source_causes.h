/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SOURCE_CAUSES_H
#define KVM_EXITSTAT_SOURCE_CAUSES_H

#include "sources/source.h"

/*
 * Of the samples of @inner, which it closes, what was behind their exits. @file is what a
 * failure names if there are none.
 */
struct source *open_causes(struct source *inner, const char *file);

#endif
