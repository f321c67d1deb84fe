/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_HALTED_H
#define KVM_EXITSTAT_HALTED_H

#include "model/model.h"

/*
 * Whether a guest has come to rest: it has halted at least once and over the
 * last two seconds all its vCPUs together were at work, in the guest, in KVM or
 * in the VMM, for less than a tenth of their time.
 */
#define HALTED_WINDOW_NS	2000000000ULL
#define HALTED_BUSY_PERCENT	10

struct halted {
	u64 since_ns;		/* begin of the window */
	u64 busy;		/* cycles at work up to then */
	bool begun;
};

/* Take in a sample of the VM; true once it is at rest. */
bool halted_update(struct halted *h, const struct sample *s, unsigned int nr_vcpus);

#endif
