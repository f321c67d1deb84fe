/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SLOWEST_H
#define KVM_EXITSTAT_SLOWEST_H

#include "base/pattern.h"
#include "model/model.h"

/* Of one reason the exit with the longest kernel phase. */
struct slow_exit {
	u32 reason;		/* with what was behind it */
	u64 kernel;		/* TSC cycles */
	u64 wall_ns;		/* when it ended, CLOCK_REALTIME */
	u32 vm, vcpu, cpu;
	bool has_place;		/* where the guest went on is known: */
	u64 rip;
	u32 cpl;
};

/* Those of the host or of a VM. */
struct slowest {
	struct scope_key scope;
	u64 since;		/* when it began to count, as boot_ns; 0: not known */
	struct slow_exit *exits;
	size_t nr, room;
};

void slowest_begin(struct slowest *s, struct scope_key scope);
void slowest_add(struct slowest *s, const struct slow_exit *exit);

/* The slowest first, of any of @reasons; NULL: of all. */
void slowest_finish(struct slowest *s, const struct patterns *reasons);
void slowest_free(struct slowest *s);

#endif
