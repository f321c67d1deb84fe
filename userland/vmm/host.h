/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The host as far as it decides which exits an operation makes: the vendor's
 * virtualization, and the second-level page tables in use.
 */
#ifndef VMM_HOST_H
#define VMM_HOST_H

#include <stdint.h>

enum host_isa { HOST_VMX, HOST_SVM };

/**
 * struct host - properties of this machine's KVM
 * @isa: VMX or SVM
 * @two_dimensional: EPT or NPT is on; else KVM keeps shadow page tables
 * @accessed_bits: the second-level tables have accessed and dirty bits
 * @real_mode: the CPU runs a guest in real mode; else KVM emulates it
 * @mmio_caching: EPT_MISCONFIG takes over once KVM knows that a page is MMIO
 */
struct host {
	enum host_isa isa;
	int two_dimensional;
	int accessed_bits;
	int real_mode;
	int mmio_caching;
};

/* 0, or -1 where the CPU has neither VMX nor SVM. Needs no /dev/kvm. */
int host_probe(struct host *host);
/* The kernel's name of an exit reason. */
const char *host_reason_name(const struct host *host, uint32_t nr);
/* The number as the vendor's manual writes it: decimal on VMX, hex on SVM. */
const char *host_reason_format(const struct host *host);

#endif /* VMM_HOST_H */
