/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SOURCE_METRICS_H
#define KVM_EXITSTAT_SOURCE_METRICS_H

#include "sources/source.h"

/*
 * What is exported to other programs: the host with its distributions, its living VMs and
 * their vCPUs, with what is behind exits while it is looked for, those that have ended and
 * "older" as the host keeps them. Each is read for itself, and none is made to fit another:
 * a counter never becomes less.
 */
struct source *open_metrics(struct query *q, struct failure *f);

#endif
