/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_DEPARTED_H
#define KVM_EXITSTAT_DEPARTED_H

#include "model/model.h"

/*
 * The host is the sum of its VMs: of those that live and of those that have ended, the
 * last few of which it keeps by name and all before as "older". The two are in two
 * files, read one after the other, between which a VM may end.
 */

/* The name of the row that stands for all VMs that are not kept by name. */
#define OLDER_VMS	"older"

bool is_older(const struct scope_key *key);

/*
 * Add the VMs of @departed to @s, which has the host and its living VMs: each VM that is
 * in neither @s nor among those kept by name is in "older", which is made so that all
 * together are the host. False where @departed was of another moment than @s.
 */
bool departed_join(struct sample *s, const struct sample *departed);

/* The same with "older" as @departed has it: it may not fit @s, and never becomes less. */
void departed_add(struct sample *s, const struct sample *departed);

#endif
