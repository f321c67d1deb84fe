/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_HIST_FILL_H
#define KVM_EXITSTAT_HIST_FILL_H

#include "sources/debugfs.h"

/*
 * Give all scopes of @s the distributions that the host has of them: of itself, its living
 * VMs and their vCPUs. Of a copy without the file there are none.
 */
int hist_fill(const struct debugfs *d, struct sample *s, struct failure *f);

#endif
