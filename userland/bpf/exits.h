/* SPDX-License-Identifier: GPL-2.0-only */
/* What the BPF programs and those that load them have in common. */
#ifndef BPF_EXITS_H
#define BPF_EXITS_H

#define BPF_EXITS_BUCKETS	24	/* as many as the debugfs files' hist */

/* The cells of a CPU, one for each reason: SVM's nested page faults, 0x400 and up, follow
 * the codes below 0x100; the last cell has what is no known reason. VMX's go to 0xff. */
#define BPF_EXITS_LOW		0x100
#define BPF_EXITS_NPF		0x400
#define BPF_EXITS_NPFS		16
#define BPF_EXITS_OTHER		(BPF_EXITS_LOW + BPF_EXITS_NPFS)
#define BPF_EXITS_CELLS		(BPF_EXITS_OTHER + 1)

/* How much is recorded: each has what those before it have. */
enum bpf_exits_detail {
	BPF_EXITS_COUNTS,
	BPF_EXITS_TIME,
	BPF_EXITS_HIST,
};

/* Where it is kept, from an exit to the entry after it, when the exit was. */
enum bpf_exits_state {
	BPF_EXITS_STATE_CPU,	/* the physical CPU: wrong if the thread moves meanwhile */
	BPF_EXITS_STATE_TASK,	/* the vCPU's thread, in task storage */
	BPF_EXITS_STATE_HASH,	/* a hash by vCPU */
	BPF_EXITS_STATE_ARRAY,	/* an array by vCPU; the hash, if two want the same place */
};

/* A reason's numbers on a physical CPU. */
struct bpf_exits_cell {
	unsigned long long exits;
	unsigned long long closed;	/* those that an entry has followed */
	unsigned long long ns;		/* from the exit to that entry, all of them */
	unsigned long long max_ns;
	unsigned long long hist[BPF_EXITS_BUCKETS];	/* by powers of two of ns, the last open */
};

#endif
