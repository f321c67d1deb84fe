/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PRINT_METRICS_H
#define KVM_EXITSTAT_PRINT_METRICS_H

#include "model/view.h"
#include "print/metric.h"

/*
 * How long a VM that has ended is told of, in ns: long enough to be scraped once more, as
 * it may have exits that no scrape has seen.
 */
#define METRICS_ENDED_NS	(300 * 1000000000ULL)

/*
 * So many causes of a VM's exits are told if view_options.top does not say it: whatever a
 * guest does there are no more at a time.
 */
#define METRICS_CAUSES		10

/*
 * Totals for Prometheus: of VMs, or with LINES_VCPUS of vCPUs, of VMs that have ended, and
 * of the host how long KVM took. Nothing is called a counter that can become less
 * without a counter beginning anew, and what is zero is left out. Which causes are told may
 * change; each is the same counter whenever it is. No two samples have the same labels: of
 * VMs with one name in the host's files, those that have ended have in "id" when they
 * began, too.
 */
void print_metrics(const struct exposition *e, const struct sample *s,
		   const struct view_options *o);

#endif
