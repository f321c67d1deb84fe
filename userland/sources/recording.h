/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_RECORDING_H
#define KVM_EXITSTAT_RECORDING_H

#include "base/lines.h"
#include "model/model.h"

/*
 * A recording is text, tab-separated as the host's files are:
 *
 *   kvm-exitstat recording 2
 *   sample BOOT_NS WALL_NS ISA TSC_KHZ FORMAT DETAIL [EPOCH]   the last one of a guest
 *   label VM LABEL                        as often as there are new VMs
 *   scope vm vcpu cpu nr name exits ... since ended closed,256,...   the header line
 *   ...                                   rows, RUNNING and TOTAL of each scope
 *   causes                                where it was looked for what was behind exits
 *   scope vm vcpu cpu nr name cause exits ... since ended            a header line of theirs
 *   ...                                   rows
 *   end ROWS                              all of them, but the header lines
 *
 * with one block from "sample" to "end" for each sample. A block without its end
 * was cut off: a reader stops before it. Distributions are one field
 * (distribution_text.h), which there is where there are any.
 */
#define RECORDING_MAGIC	"kvm-exitstat recording "
#define RECORDING_VERSION	2
#define RECORDING_CAUSES	"causes"

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
