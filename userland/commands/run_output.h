/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_RUN_OUTPUT_H
#define KVM_EXITSTAT_RUN_OUTPUT_H

#include "commands/options.h"
#include "sources/recorder.h"

/* How often "run" looks at VMs, in ms. */
#define RUN_TICK_MS	100

/*
 * Where "run" writes: on standard error, as standard output is the command's, and into a
 * recording, where there is a file to write.
 */
struct run_output {
	const struct options *options;
	struct recorder recorder;
	u64 printed;
};

/* Before a VM runs for hours: can what it did be kept? */
int run_output_open(struct run_output *r, const struct options *o, struct failure *f);

/* What @view says of a sample, in the format that was asked for; a table below a @title. */
void run_output_print(struct run_output *r, const struct sample *s,
		      const struct view_options *view, const char *title);

/* A warning: what a VM did since it was looked at last is not known. */
void run_output_forgotten(void);

/* A sample more of the recording, if there is one. */
int run_output_record(struct run_output *r, const struct sample *s, struct failure *f);
int run_output_close(struct run_output *r, struct failure *f);

#endif
