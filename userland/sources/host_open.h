/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_HOST_OPEN_H
#define KVM_EXITSTAT_HOST_OPEN_H

#include "model/query.h"
#include "sources/debugfs.h"

/*
 * The host's files: those of query->debugfs or, where KVM is not patched and what is asked
 * for can be had so, those that a plugin has by BPF, which counts from then on: a line on
 * standard error says so. The failure says what to do.
 */
int host_open(struct debugfs *d, const struct query *q, struct failure *f);

/* BPF counts no more. */
void host_close(struct debugfs *d);

#endif
