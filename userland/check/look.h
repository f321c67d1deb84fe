/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_LOOK_H
#define KVM_EXITSTAT_LOOK_H

#include "sources/debugfs.h"

/* What the host's files say of a VM or a vCPU, and the TSC before and after they were read. */
struct look {
	u64 before, after;
	struct sample sample;	/* of that alone */
};

/* Takes the memory of an earlier look over; @l begins as zeros. */
int look_at(const struct debugfs *d, struct scope_key scope, struct look *l, struct failure *f);
void look_free(struct look *l);

/* -1 where the statistics of a VM began anew between two looks. */
int look_same(const struct look *a, const struct look *b, struct failure *f);

/* A column of the reason that the hardware calls @nr; 0 where there is no such. */
u64 look_row(const struct look *l, u32 nr, enum column column);

/*
 * Exits of that reason. HLT has two on an SVM that tells whether an interrupt waits
 * already ("idle HLT"): both are counted.
 */
u64 look_exits(const struct look *l, u32 nr);

u64 look_total(const struct look *l, enum column column);

/* By how much a phase has grown from one look to the next. */
u64 look_growth(const struct look *from, const struct look *to, enum column column);

#endif
