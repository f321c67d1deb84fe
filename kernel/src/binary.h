/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: a vCPU's among KVM's binary statistics.
 */
#ifndef __KVM_VMEXIT_BINARY_H
#define __KVM_VMEXIT_BINARY_H

int kvm_vmexit_binary_init(void);
void kvm_vmexit_binary_exit(void);

#endif /* __KVM_VMEXIT_BINARY_H */
