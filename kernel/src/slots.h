/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: the directory /sys/module/kvm/exit_stats.
 */
#ifndef __KVM_VMEXIT_SLOTS_H
#define __KVM_VMEXIT_SLOTS_H

void kvm_vmexit_slots_init(void);
void kvm_vmexit_slots_exit(void);

#endif /* __KVM_VMEXIT_SLOTS_H */
