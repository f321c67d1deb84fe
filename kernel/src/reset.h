/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: letting all views begin at zero.
 */
#ifndef __KVM_VMEXIT_RESET_H
#define __KVM_VMEXIT_RESET_H

int kvm_vmexit_reset(void);

#endif /* __KVM_VMEXIT_RESET_H */
