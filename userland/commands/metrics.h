/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_METRICS_H
#define KVM_EXITSTAT_METRICS_H

#include "commands/options.h"

/*
 * Write the totals for Prometheus, to a file as a whole or not at all; an exit status. A
 * file that is overwritten tells what VMs that have ended since then were called.
 */
int write_metrics(const struct options *o);

#endif
