/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef EXITGEN_REALMODE_H
#define EXITGEN_REALMODE_H

#include "vmm/vmm.h"

/* As vcpu_reset(), in big real mode, at @offset in the image. */
int vcpu_reset_real_mode(struct vcpu *vcpu, const struct kvm_regs *regs, uint32_t offset);

#endif /* EXITGEN_REALMODE_H */
