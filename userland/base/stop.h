/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_STOP_H
#define KVM_EXITSTAT_STOP_H

#include <stdbool.h>

#include "base/util.h"

/* SIGINT, SIGTERM and SIGHUP end a long command after what it is just doing. */
void stop_install(void);
bool stop_requested(void);

u64 now_ns(void);	/* CLOCK_MONOTONIC */

/* Sleep until then; false when told to stop. */
bool sleep_until(u64 when_ns);

#endif
