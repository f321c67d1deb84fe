/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: reading the host, a VM, a vCPU, a CPU.
 */
#ifndef __KVM_VMEXIT_READ_H
#define __KVM_VMEXIT_READ_H

#include <linux/rwsem.h>

#include "snapshot.h"
#include "copy.h"
#include "vm.h"

/*
 * A read is of the time between two resets: readers hold it for reading as
 * long as they copy, a reset for writing.  No VM waits for it.
 */
extern struct rw_semaphore kvm_vmexit_reading;

/* CLOCK_BOOTTIME, ns: since when the host's and the CPUs' counters count. */
extern u64 kvm_vmexit_host_since;

int kvm_vmexit_vcpu_read_raw(struct kvm_vmexit_copy *copy,
			     struct kvm_vmexit_vcpu *stats);
int kvm_vmexit_vcpu_read(struct kvm_vmexit_copy *copy,
			 struct kvm_vmexit_vcpu *stats);
int kvm_vmexit_vm_read(struct kvm_vmexit_copy *sum,
		       struct kvm_vmexit_copy *scratch,
		       struct kvm_vmexit_vm *vm);
void kvm_vmexit_host_begin(struct kvm_vmexit_copy *sum,
			   const struct kvm_vmexit_snapshot *snapshot);
int kvm_vmexit_host_read(struct kvm_vmexit_copy *sum);
void kvm_vmexit_cpu_read(struct kvm_vmexit_copy *copy, int cpu);
int kvm_vmexit_backwards(u64 *backwards);

#endif /* __KVM_VMEXIT_READ_H */
