/* SPDX-License-Identifier: GPL-2.0-only */
/* A guest in 64-bit mode with identity-mapped paging: its memory and its first state. */
#ifndef VMM_LONGMODE_H
#define VMM_LONGMODE_H

#include "vmm/vmm.h"

/* Where things are put in guest-physical memory. */
#define VM_CODE_GPA	0x1000ULL	/* one page: the flat guest image */
#define VM_IDT_GPA	0x2000ULL	/* one page: every gate absent */
#define VM_PML4_GPA	0x3000ULL	/* then the PDPT, then the PDs */

#define VCPU_CR4	0x220ULL	/* PAE, OSFXSR */

/*
 * The VM's base memory: @size bytes at 0, filled with the guest image, the IDT
 * and page tables that map the first @mapped bytes of guest-physical space.
 * Memory of the caller's own starts at vm_base_end(@mapped).
 */
int vm_add_base(struct vm *vm, uint64_t size, uint64_t mapped, const char *image,
		size_t image_size);
uint64_t vm_base_end(uint64_t mapped);

/*
 * Ready to start at the image's first byte in ring 0, CR4 = VCPU_CR4 and the
 * general registers as in @regs.
 */
int vcpu_reset(struct vcpu *vcpu, const struct kvm_regs *regs);

#endif /* VMM_LONGMODE_H */
