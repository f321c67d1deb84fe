/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_QUERY_H
#define KVM_EXITSTAT_QUERY_H

#include "model/view.h"

/* What is behind exits, too: never, where it is looked for, always. */
enum ask_causes { CAUSES_NOT, CAUSES_IF_ON, CAUSES_ALWAYS };

/* Where the host's numbers come from: its files, BPF, or whichever there is. */
enum ask_source { FROM_EITHER, FROM_DEBUGFS, FROM_BPF };

/* What the user wants to see, before it is known which VMs there are. */
struct query {
	const char *debugfs;
	enum ask_source source;
	struct failure not_by_bpf;	/* why BPF cannot answer it; empty: it can */
	struct patterns vms, reasons;	/* --vm: names, pids or "<pid>-<fd>"; --reason */
	u32 vcpu, cpu;		/* SCOPE_ANY: not given */
	bool hists;		/* distributions, too, where there are any */
	enum ask_causes causes;
	struct view_options view;
};

#endif
