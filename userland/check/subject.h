/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SUBJECT_H
#define KVM_EXITSTAT_SUBJECT_H

#include "base/util.h"
#include "vmm/guest.h"
#include "vmm/host.h"
#include "vmm/vmm.h"

/*
 * The VM that `check` looks at: two vCPUs, each with a program of its own, which
 * subject_pass() writes and runs to its end. Between passes the vCPU is stopped in
 * userspace, at the OUT that each program ends with.
 */
#define SUBJECT_VCPUS	2
#define SUBJECT_STEPS	80	/* of one program */
#define SUBJECT_PAGES	1024	/* for first touches */

/* Where nothing is, and where memory is that nobody has touched. */
#define SUBJECT_MMIO	(3 * VM_GIB)
#define SUBJECT_MEMORY	(4 * VM_GIB)

/**
 * struct subject - the VM
 * @host: the KVM that it runs on
 * @name: "<pid>-<fd>", as names.h has it
 * @open: vCPUs that there are
 * @event_fd: takes the signals of GUEST_PORT_KERNEL
 * @programs: guest-physical address of vCPU 0's program, a page; vCPU 1's follows
 * @begin: TSC before a vCPU's first KVM_RUN, after which its life begins
 * @first: TSC at its guest's first instructions, before which it has begun
 */
struct subject {
	struct host host;
	struct vm vm;
	u32 name;
	struct vcpu vcpus[SUBJECT_VCPUS];
	unsigned int open;
	int event_fd;
	u64 programs;
	u64 begin[SUBJECT_VCPUS], first[SUBJECT_VCPUS];
};

struct step {
	enum guest_op op;
	u64 count, arg;
};

/**
 * struct pass - one run of a program
 * @sleep_ns: how long userspace sleeps at the first port; 0: not at all
 * @slept: cycles that it slept there
 */
struct pass {
	u64 sleep_ns;
	u64 slept;
};

/* 0, or -1 and what to do; subject_close() is due in either case. */
int subject_open(struct subject *s, struct failure *f);
void subject_close(struct subject *s);

/* Different vCPUs may be run from different threads. @p may be NULL. */
int subject_pass(struct subject *s, unsigned int vcpu, const struct step *steps,
		 unsigned int nr, struct pass *p, struct failure *f);

/* The step in the guest's memory, with what it has left there. */
struct guest_entry *subject_entry(const struct subject *s, unsigned int vcpu, unsigned int i);

/* What GUEST_OP_stamp has left in the step. */
u64 subject_stamp(const struct subject *s, unsigned int vcpu, unsigned int i);

/* Sleep for a time; cycles that it took. */
u64 sleep_cycles(u64 ns);

#endif
