/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_TOP_H
#define KVM_EXITSTAT_TOP_H

#include "base/pattern.h"
#include "commands/top_prompt.h"
#include "model/hist.h"
#include "model/slowest.h"
#include "model/view.h"
#include "sources/debugfs.h"

/* Where in the host one is looking: a VM and one of its vCPUs, or a CPU. */
enum top_level { TOP_HOST, TOP_VM, TOP_VCPU, TOP_CPU };

struct top {
	struct debugfs debugfs;
	u64 interval_ns;

	enum top_level level;
	u32 vm, vcpu, cpu;
	bool cpus;		/* the host by its CPUs, not by its VMs */
	bool reasons;		/* lines are reasons, not VMs, vCPUs or CPUs */
	bool causes;		/* lines are what was behind one reason's exits */
	bool hist;		/* one reason's distribution in place of the lines */
	u32 reason;		/* of the causes, of the distribution */
	bool slow;		/* the slowest exits of the host or the VM in place of the lines */

	/* The marked line: by what it is, so that it stays when lines move. */
	struct scope_key marked_scope;
	u32 marked_reason;
	size_t marked, first;	/* its place, and the first line on the screen */
	size_t page;		/* lines that fit */

	bool paused, totals, help;
	struct view_options view, given;	/* given: as the command line has it */
	struct patterns only[LINES_CPUS + 1];	/* by what lines are: names to show */
	struct prompt prompt;
	void (*answered)(struct top *t, const char *text);
	struct failure message;	/* shown until the next key */
	bool failed;		/* ... or until the files can be read again, where set */

	struct sample samples[2], difference;
	struct sample below;	/* what was behind the reason's exits, made by top_view() */
	u64 taken;		/* samples so far */
	struct hist distribution;
	struct slowest slowest;
};

/* Read the host's files; false where they are gone (the message says so). */
bool top_refresh(struct top *t);

/* What is on the screen: totals, or the change since the sample before. */
const struct sample *top_sample(const struct top *t);

/* Make the view of the present place and find the marked line in it. */
void top_view(struct top *t, struct view *v);

/* The name filter of the lines that are shown, NULL where there is none. */
const struct patterns *top_filter(const struct top *t);

/* What the lines are: "VMs". */
const char *top_lines_name(const struct top *t);

/* false: end the program. */
bool top_key(struct top *t, int key);

#endif
