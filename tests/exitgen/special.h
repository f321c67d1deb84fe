/* SPDX-License-Identifier: GPL-2.0-only */
/* What some of the kinds need of their vCPU. */
#ifndef EXITGEN_SPECIAL_H
#define EXITGEN_SPECIAL_H

#include "vmm/vmm.h"

/*
 * Let VM entries fail in hardware until vcpu_reset(): a code segment that is
 * both 64-bit and 32-bit is invalid for VMX and for SVM.
 */
int vcpu_break_entry(struct vcpu *vcpu);
/*
 * The guest takes asynchronous page faults by its code at @handler in the image; @area,
 * a page, gets what KVM says of them, then a GDT. For one vCPU.
 */
int vcpu_take_async_faults(struct vcpu *vcpu, uint64_t area, uint32_t handler);
/*
 * The vCPU can run a guest of its own, in its own state (SVM only): @vmcb and @save are
 * pages, for its VMCB and for what VMRUN saves.
 */
int vcpu_give_guest(struct vcpu *vcpu, uint64_t vmcb, uint64_t save);
/* KVM always intercepts debug registers, not only the first use in a while. */
int vcpu_trap_debug_registers(struct vcpu *vcpu);

#endif /* EXITGEN_SPECIAL_H */
