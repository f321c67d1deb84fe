/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_RECORDER_H
#define KVM_EXITSTAT_RECORDER_H

#include "base/outfile.h"
#include "model/view.h"

/* Writes a recording, as recording.h says that one is. */
struct recorder {
	struct outfile out;
	const struct view_options *view;	/* whose VMs are written; NULL: of all */
	unsigned int kinds;	/* 1 << enum scope_kind: which scopes are written */
	u64 samples, bytes;
	u32 *labelled;		/* the VMs whose labels are written */
	size_t nr_labelled, labelled_room;
};

#define ALL_KINDS	(~0u)

/*
 * Create @file for all kinds of scopes. One that is there is replaced with @force
 * only, and not before there is a whole sample. The failure says why it cannot be.
 */
int recorder_open(struct recorder *r, const char *file, bool force, struct failure *f);

/*
 * Append a sample. When that fails (a full disk) the file is cut back to the
 * last whole sample.
 */
int recorder_write(struct recorder *r, const struct sample *s, struct failure *f);

/* A recording without a sample is none: a file of its own is removed. */
int recorder_close(struct recorder *r, struct failure *f);

#endif
