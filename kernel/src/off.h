/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: what KVM calls in a kernel that is built without them
 * (KVM_EXIT_STATS=n): nothing.  Macros, so that no argument is computed and the
 * object code is KVM's own (tests/full/kernel-off.t).
 */
#ifndef __KVM_VMEXIT_OFF_H
#define __KVM_VMEXIT_OFF_H

#define kvm_vmexit_vendor_init(isa, handled)	((void)(handled))
#define kvm_vmexit_vendor_exit()		do { } while (0)
#define kvm_vmexit_vm_create(kvm)		0
#define kvm_vmexit_vm_destroy(kvm)		do { } while (0)
#define kvm_vmexit_vcpu_create(vcpu)		0
#define kvm_vmexit_vcpu_online(vcpu)		do { } while (0)
#define kvm_vmexit_vcpu_destroy(vcpu)		do { } while (0)
#define kvm_vmexit_cpuid(vcpu, eax, ebx, ecx, edx)	false

#define kvm_vmexit_record_exit(vcpu, nr)	false
#define kvm_vmexit_record_cause(vcpu, nr, info)	do { } while (0)
#define kvm_vmexit_record_no_cause(vcpu)	do { } while (0)
#define kvm_vmexit_record_entry(vcpu)		do { } while (0)
#define kvm_vmexit_phase_begin(vcpu, phase)	do { } while (0)
#define kvm_vmexit_phase_end(vcpu, phase)	do { } while (0)
#define kvm_vmexit_to_user(vcpu)		do { } while (0)
#define kvm_vmexit_sched_out(vcpu)		do { } while (0)
#define kvm_vmexit_sched_in(vcpu)		do { } while (0)

#endif /* __KVM_VMEXIT_OFF_H */
