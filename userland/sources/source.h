/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SOURCE_H
#define KVM_EXITSTAT_SOURCE_H

#include "model/query.h"

/* Where samples come from: the host's files, CPUID, a recording. */
enum { SOURCE_END, SOURCE_SAMPLE };

struct source {
	/* SOURCE_SAMPLE, SOURCE_END, or -1 with the failure's text. */
	int (*next)(struct source *src, struct sample *s, struct failure *f);
	void (*close)(struct source *src);
	bool live;	/* a sample is taken when it is asked for: wait between two */
	const char *note;	/* what to say below the tables, or NULL */
};

/*
 * Each opens a source and completes query->view.scope. The failure says what to
 * do. The caller closes.
 */
struct source *open_host(struct query *q, struct failure *f);
struct source *open_guest(struct query *q, struct failure *f);
/* A recording, from standard input where @file is "-", or from a pipe. */
struct source *open_recording(struct query *q, const char *file, struct failure *f);

/* A recording, a copy of the host's directory, or one of its files. */
struct source *open_any(struct query *q, const char *path, struct failure *f);

#endif
