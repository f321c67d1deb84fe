/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_METRIC_H
#define KVM_EXITSTAT_METRIC_H

#include <stdbool.h>
#include <stdio.h>

#include "base/util.h"

/*
 * What a Prometheus exposition is made of: families, each a header and its samples, one
 * after the other. In its text format 0.0.4, or as OpenMetrics 1.0.
 */
struct exposition {
	FILE *out;
	bool openmetrics;
};

/*
 * The header of a family. @name is without the suffix of its samples ("_total", "_info");
 * a name that ends with "_seconds" is in seconds.
 */
enum metric_type { METRIC_COUNTER, METRIC_GAUGE, METRIC_HISTOGRAM, METRIC_INFO };

void metric_family(const struct exposition *e, const char *name, enum metric_type type,
		   const char *help);

/*
 * A sample is its begin, any number of labels, and its value. Label values are clean text
 * (text.h); those that are empty are left out.
 */
struct metric {
	const struct exposition *e;
	bool has_labels;
};

struct metric metric_begin(const struct exposition *e, const char *name, const char *suffix);
void metric_label(struct metric *m, const char *label, const char *value);
void metric_number_label(struct metric *m, const char *label, u64 value);

/* The value, which ends the sample. */
void metric_value(struct metric *m, u64 value);
void metric_seconds(struct metric *m, u64 ns);

/* All is said. */
void metric_end(const struct exposition *e);

#endif
