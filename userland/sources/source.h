/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SOURCE_H
#define KVM_EXITSTAT_SOURCE_H

#include "model/query.h"

/*
 * Where samples come from: the host's files, CPUID, a recording. Each has an open_...()
 * in its header, which completes query->view.scope; its failure says what to do. The
 * caller closes.
 */
enum { SOURCE_END, SOURCE_SAMPLE };

struct source {
	/* SOURCE_SAMPLE, SOURCE_END, or -1 with the failure's text. */
	int (*next)(struct source *src, struct sample *s, struct failure *f);
	void (*close)(struct source *src);
	bool live;	/* a sample is taken when it is asked for: wait between two */
	bool from_now;	/* ... and counts since it was opened: there are no totals before */
	bool whole;	/* its one sample is all that there was */
	const char *note;	/* what to say below the tables, or NULL */
};

#endif
