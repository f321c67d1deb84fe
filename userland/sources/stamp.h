/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_STAMP_H
#define KVM_EXITSTAT_STAMP_H

#include "model/model.h"

/* The moment, by this machine's clocks, at which @s is taken. */
void stamp(struct sample *s);

#endif
