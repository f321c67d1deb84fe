/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: what the rest of KVM calls.
 *
 * The two calls that every exit makes are in record.h, the data in store.h.
 * Each function below is one line in KVM's own files; kernel/README.md shows
 * which and why.
 */
#ifndef __KVM_EXIT_STATS_H
#define __KVM_EXIT_STATS_H

#include <linux/kvm_host.h>

#ifdef CONFIG_KVM_EXIT_STATS

#include "record.h"
#include "version.h"

#ifndef CONFIG_X86_64
#error "The exit statistics' 64-bit words need a 64-bit host"
#endif

/*
 * Module life.  @isa is KVM_ISA_VMX or KVM_ISA_SVM; @handled says whether the
 * vendor module's handler table has an entry for a hardware exit reason.
 * Called by the vendor module before /dev/kvm exists and after it has gone;
 * may sleep.  Without memory the log says so, and KVM works without: nothing
 * is recorded, there are no files, guests have no leaves.
 */
void kvm_vmexit_vendor_init(unsigned int isa, bool (*handled)(u64 nr));
void kvm_vmexit_vendor_exit(void);

/*
 * VM and vCPU life; all may sleep, none waits for a reader, a switch or the
 * log.  vm_create() is called once KVM's own directory of the VM is there, with
 * kvm->lock held or before the VM has a descriptor; a second call does nothing.
 * vcpu_create() allocates, vcpu_online() makes the vCPU visible to
 * readers once its creation cannot fail any more.  vm_destroy() is the first
 * thing when KVM takes a VM down.  It and vcpu_destroy() accept what was never
 * created.  Both creates return 0 or -ENOMEM; where KVM works without
 * statistics they create nothing and return 0.
 */
int kvm_vmexit_vm_create(struct kvm *kvm);
void kvm_vmexit_vm_destroy(struct kvm *kvm);
int kvm_vmexit_vcpu_create(struct kvm_vcpu *vcpu);
void kvm_vmexit_vcpu_online(struct kvm_vcpu *vcpu);
void kvm_vmexit_vcpu_destroy(struct kvm_vcpu *vcpu);

/*
 * The guest's leaves.  Returns true if 0x4FFFFFFx was answered, false if the
 * leaf is none of ours or the leaves are switched off; then nothing changed.
 * Called by the vCPU's thread for leaves that its VMM has not defined; takes no
 * lock, may sleep.
 */
bool kvm_vmexit_cpuid(struct kvm_vcpu *vcpu, u32 *eax, u32 *ebx, u32 *ecx,
		      u32 *edx);

#else
#include "off.h"
#endif

#endif /* __KVM_EXIT_STATS_H */
