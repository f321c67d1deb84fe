/* SPDX-License-Identifier: GPL-2.0-only */
/* What the BPF programs and those that load them have in common. Times are in ns. */
#ifndef BPF_EXITS_H
#define BPF_EXITS_H

/* Exit codes as an index: SVM's nested page faults, 0x400 and up, follow the codes below
 * 0x100, which are all that VMX has; then SVM's failed entry, -1, and what is no known code. */
#define BPF_EXITS_LOW		0x100
#define BPF_EXITS_NPF		0x400
#define BPF_EXITS_NPFS		16
#define BPF_EXITS_FAILED	(BPF_EXITS_LOW + BPF_EXITS_NPFS)
#define BPF_EXITS_UNKNOWN	(BPF_EXITS_FAILED + 1)
#define BPF_EXITS_CODES		(BPF_EXITS_UNKNOWN + 1)

/* A reason's slot; of no reason: none is open. */
#define BPF_EXITS_SLOT_NONE	0
#define BPF_EXITS_SLOT_OTHER	1
#define BPF_EXITS_SLOT_FIRST	2
#define BPF_EXITS_SLOTS		112

/* As the debugfs files' hist: the first up to 2^9 cycles, the last all the rest. */
#define BPF_EXITS_BUCKETS	24
#define BPF_EXITS_SHIFT		8

#define BPF_EXITS_CYCLES_SHIFT	16	/* of cycles in a ns, as the programs have them */

#define BPF_EXITS_CAUSES_SHIFT	9
#define BPF_EXITS_CAUSES	(1 << BPF_EXITS_CAUSES_SHIFT)	/* of a vCPU */

/* How much is recorded: each has what those before it have. */
enum bpf_exits_detail {
	BPF_EXITS_COUNTS,
	BPF_EXITS_TIME,
	BPF_EXITS_FULL,
	BPF_EXITS_WITH_CAUSES,
};

/* Where an exit looks first for its vCPU's place; then in a hash by vCPU. */
enum bpf_exits_state {
	BPF_EXITS_STATE_CPU,	/* what was there last on this physical CPU */
	BPF_EXITS_STATE_TASK,	/* the thread's task storage */
	BPF_EXITS_STATE_HASH,	/* nowhere else */
	BPF_EXITS_STATE_ARRAY,	/* an array, by some bits of the vCPU's address */
};

enum bpf_exits_phase {
	BPF_EXITS_USER,
	BPF_EXITS_HALTED,
	BPF_EXITS_BLOCKED,
	BPF_EXITS_STEAL,
	BPF_EXITS_PHASES,
	BPF_EXITS_AT_WORK = BPF_EXITS_PHASES,
};

struct bpf_exits_cell {
	unsigned long long exits;
	unsigned long long guest;
	unsigned long long kernel;
	unsigned long long phase[BPF_EXITS_PHASES];
	unsigned long long max;
	unsigned long long to_user;
};

struct bpf_exits_slot {
	struct bpf_exits_cell cell;
	unsigned long long hist[BPF_EXITS_BUCKETS];
};

enum bpf_exits_kind {
	BPF_EXITS_RDMSR = 1,
	BPF_EXITS_WRMSR,
	BPF_EXITS_IN,		/* the number: port << 16 | size */
	BPF_EXITS_OUT,
	BPF_EXITS_INS,		/* of strings: the same */
	BPF_EXITS_OUTS,
	BPF_EXITS_CPUID,
	BPF_EXITS_HYPERCALL,
	BPF_EXITS_MMIO,		/* the number: of the page */
};

/* Leaves at which guests look for a hypervisor are one key; see kernel/src/cause.h. */
#define BPF_EXITS_LEAF_SCAN	0x4000ff01

/* What is behind an exit; one without exits is free. */
struct bpf_exits_cause {
	unsigned int number;
	unsigned short kind;
	unsigned short slot;
	unsigned long long exits;
	unsigned long long kernel;
};

/*
 * A vCPU's place. Written by the thread that runs the vCPU; @seq is odd meanwhile. Free, if
 * there is no @vcpu and it has not @ended; one that has ended is freed by the loader.
 */
struct bpf_exits_vcpu {
	unsigned long long vcpu;	/* its address, which may be another's later */
	unsigned long long seq;
	unsigned long long mark;	/* since when it is in the guest or at work; 0: not yet */
	unsigned long long begun;	/* since when in @phase */
	unsigned long long out;		/* since when its thread is away; 0: it is not */
	unsigned long long out_delay;	/* its run delay then */
	unsigned int out_runnable;
	unsigned int phase;		/* user, halted or at work */
	unsigned int open;		/* the slot of the exit that no entry has followed */
	unsigned int open_cause;	/* 1 + the place of its cause, or 0 */
	unsigned int gone_to_user;	/* it has been counted as such */
	unsigned int id;
	unsigned long long task;	/* that runs it */
	unsigned long long vm;		/* a number of the VM's own, never used again */
	unsigned long long vm_since;	/* CLOCK_BOOTTIME */
	unsigned long long since;
	unsigned long long ended;
	int pid;			/* of the VM's process */
	char name[32];			/* the VM's */
	struct bpf_exits_slot slots[BPF_EXITS_SLOTS];
	struct bpf_exits_cause causes[BPF_EXITS_CAUSES];
};

/* A physical CPU. */
struct bpf_exits_cpu {
	unsigned int place;		/* of the vCPU that was there last; 0: none */
	struct bpf_exits_cell cells[BPF_EXITS_SLOTS];
	unsigned long long beyond[BPF_EXITS_SLOTS];	/* exits of vCPUs without a place */
};

#endif
