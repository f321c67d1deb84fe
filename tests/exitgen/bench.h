/* SPDX-License-Identifier: GPL-2.0-only */
/* What one exit costs, userspace included where it goes there. */
#ifndef EXITGEN_BENCH_H
#define EXITGEN_BENCH_H

#include "request.h"
#include "vmm/host.h"

/* Prints "KIND N ticks/exit". 0, or -1 after a message on stderr. */
int bench(const struct request *request, const struct host *host);

#endif /* EXITGEN_BENCH_H */
