/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VMM_TICKS_H
#define VMM_TICKS_H

#include <stdint.h>
#include <x86intrin.h>

/* The time stamp counter, read exactly where the program text says, not earlier and not later. */
static inline uint64_t ticks_now(void)
{
	uint64_t ticks;

	_mm_lfence();
	ticks = __rdtsc();
	_mm_lfence();
	return ticks;
}

#endif /* VMM_TICKS_H */
