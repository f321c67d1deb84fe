/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_RECORDING_H
#define KVM_EXITSTAT_RECORDING_H

#include "base/lines.h"
#include "base/outfile.h"
#include "model/model.h"

/*
 * A recording is text, tab-separated as the host's files are:
 *
 *   kvm-exitstat recording 2
 *   sample BOOT_NS WALL_NS ISA TSC_KHZ FORMAT DETAIL
 *   label VM LABEL                        as often as there are new VMs
 *   scope vm vcpu cpu nr name exits ... since ended   the header line
 *   ...                                   rows, RUNNING and TOTAL of each scope
 *   end ROWS
 *
 * with one block from "sample" to "end" for each sample. A block without its end
 * was cut off: a reader stops before it.
 */
#define RECORDING_MAGIC	"kvm-exitstat recording "
#define RECORDING_VERSION	2

struct recorder {
	struct outfile out;
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

/* RECORDING_END also where the file was cut off: then @cut is set. */
enum { RECORDING_END, RECORDING_SAMPLE };

struct recording {
	struct lines lines;
	bool cut;
	u64 samples;
};

/* Takes over @l. The first line must be the magic one. */
int recording_open(struct recording *r, struct lines *l, struct failure *f);
int recording_next(struct recording *r, struct sample *s, struct failure *f);
void recording_close(struct recording *r);

#endif
