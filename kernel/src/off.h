/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: what KVM calls in a kernel that is built without them
 * (KVM_EXIT_STATS=n): nothing.  Macros without a call, so that the object code
 * is KVM's own (tests/full/kernel-off.t).
 */
#ifndef __KVM_VMEXIT_OFF_H
#define __KVM_VMEXIT_OFF_H

#define kvm_vmexit_vendor_init(isa, handled)	((void)(isa), (void)(handled))
#define kvm_vmexit_vendor_exit()		do { } while (0)
#define kvm_vmexit_vm_create(kvm)		((void)(kvm), 0)
#define kvm_vmexit_vm_destroy(kvm)		((void)(kvm))
#define kvm_vmexit_vcpu_create(vcpu)		((void)(vcpu), 0)
#define kvm_vmexit_vcpu_online(vcpu)		((void)(vcpu))
#define kvm_vmexit_vcpu_destroy(vcpu)		((void)(vcpu))
#define kvm_vmexit_cpuid(vcpu, eax, ebx, ecx, edx)			\
	((void)(vcpu), (void)(eax), (void)(ebx), (void)(ecx), (void)(edx), false)

/* What the processor says is asked of nobody. */
#define kvm_vmexit_record_exit(vcpu, nr, info, more)			\
	do {								\
		if (0) {						\
			(void)(vcpu);					\
			(void)(nr);					\
			(void)(info);					\
			(void)(more);					\
		}							\
	} while (0)
#define kvm_vmexit_record_exit_td(vcpu, reason, args)			\
	kvm_vmexit_record_exit(vcpu, reason, args, 0)
#define kvm_vmexit_record_exit_only(vcpu, nr)				\
	kvm_vmexit_record_exit(vcpu, nr, 0, 0)
#define kvm_vmexit_record_entry(vcpu)		((void)(vcpu))
#define kvm_vmexit_record_fault(vcpu, fault, r)				\
	((void)(vcpu), (void)(fault), (void)(r))
#define kvm_vmexit_record_mmio(vcpu, gpa)	((void)(vcpu), (void)(gpa))
#define kvm_vmexit_record_doorbell(vcpu, gpa)	((void)(vcpu), (void)(gpa))
#define kvm_vmexit_record_ghcb(vcpu, nr, info)				\
	((void)(vcpu), (void)(nr), (void)(info))
#define kvm_vmexit_record_ghcb_msr(vcpu, request)			\
	((void)(vcpu), (void)(request))
#define kvm_vmexit_phase_begin(vcpu, phase)	((void)(vcpu), (void)(phase))
#define kvm_vmexit_phase_end(vcpu, phase)	((void)(vcpu), (void)(phase))
#define kvm_vmexit_to_user(vcpu)		((void)(vcpu))
#define kvm_vmexit_sched_out(vcpu)		((void)(vcpu))
#define kvm_vmexit_sched_in(vcpu)		((void)(vcpu))

#endif /* __KVM_VMEXIT_OFF_H */
