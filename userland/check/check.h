/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_CHECK_H
#define KVM_EXITSTAT_CHECK_H

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

/* look_at() the VM, which must not have begun anew since @before, or NULL. */
int check_look(const struct check *c, struct look *l, const struct look *before,
	       struct failure *f);
/* The same of its vCPU 0: the other one is in userspace meanwhile. */
int check_look_vcpu(const struct check *c, struct look *l, const struct look *before,
		    struct failure *f);

#endif
