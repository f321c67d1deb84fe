/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_CHECK_H
#define KVM_EXITSTAT_CHECK_H

#include <sched.h>

#include "check/findings.h"
#include "check/look.h"
#include "check/subject.h"

/* One run of `check`: the host, the VM, and what is found. */
struct check {
	struct debugfs debugfs;
	enum detail detail;	/* what is recorded meanwhile; DETAIL_UNKNOWN: cannot be read */
	struct subject subject;
	struct findings findings;
};

/* Whether the host records times; where it does not say it does, as that is the default. */
bool check_has_times(const struct check *c);

/* The CPU that this thread runs on, alone; false, and an empty set, where it is not known. */
bool this_cpu(cpu_set_t *set);

/* VMs that the host knows now; SIZE_MAX where it does not tell. */
size_t check_vms(const struct check *c);

/*
 * -1 where @l, the first look at it, is at a VM that is older than @created, in ns of
 * CLOCK_BOOTTIME, and so not ours: KVM gives no name twice while its first bearer lives,
 * who may be nobody's child by now, and has its own view of which PIDs there are.
 */
int check_is_ours(const struct look *l, u64 created, struct failure *f);

/* look_at() the VM, which must not have begun anew since @before, or NULL. */
int check_look(const struct check *c, struct look *l, const struct look *before,
	       struct failure *f);
/* The same of its vCPU 0: the other one is in userspace meanwhile. */
int check_look_vcpu(const struct check *c, struct look *l, const struct look *before,
		    struct failure *f);

#endif
