/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_GUARD_H
#define KVM_EXITSTAT_GUARD_H

#include "base/util.h"

/*
 * A process that calls @late when this one has ended, by whatever, and has this one's
 * files and memory of now. No terminal's signals reach it. It is started before there
 * is a VM, whose memory and descriptors it would keep.
 */
int guard_start(void (*late)(void), struct failure *f);

/* It has called @late, and ended. */
void guard_end(void);

#endif
