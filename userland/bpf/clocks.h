/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BPF_CLOCKS_H
#define BPF_CLOCKS_H

#include <time.h>

/* What a clock of the kernel's says, in ns. */
unsigned long long bpf_clock_ns(clockid_t clock);

/*
 * The TSC's frequency as KVM itself knows it. No file of a stock kernel has it, but KVM tells
 * what a new VM's is: the host's. 1,000,000 where it does not, so that a cycle is a ns.
 */
unsigned int bpf_tsc_khz(void);

#endif
