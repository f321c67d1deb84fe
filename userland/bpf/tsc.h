/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BPF_TSC_H
#define BPF_TSC_H

/*
 * The TSC's frequency as KVM itself knows it. No file of a stock kernel has it, but KVM tells
 * what a new VM's is: the host's. 1,000,000 where it does not, so that a cycle is a ns.
 */
unsigned int bpf_tsc_khz(void);

#endif
