/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_CHILDREN_H
#define KVM_EXITSTAT_CHILDREN_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/util.h"

/*
 * One command and all processes that come of it: those that put themselves into
 * the background stay ours, too.
 */
struct children {
	pid_t first;
	bool first_ended, all_ended;
	int status;		/* of the first, as wait(2) gives it */
	int notice;		/* readable when the first has ended, or -1 */
};

int children_start(struct children *c, char **argv, struct failure *f);

/* Notice those that have ended; does not wait. */
void children_reap(struct children *c);

/* Wait until the first may have ended, at most @ms. */
void children_wait(const struct children *c, int ms);

/* Whether a process is one of ours, however far down. */
bool children_have(const struct children *c, pid_t pid);

/* The exit status that a shell would give. */
int children_exit_status(const struct children *c);

#endif
