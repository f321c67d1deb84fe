/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: reading the host, a VM, a vCPU, a CPU.
 */
#ifndef __KVM_EXIT_STATS_READ_H
#define __KVM_EXIT_STATS_READ_H

#include <linux/rwsem.h>

#include "snapshot.h"
#include "store.h"
#include "vm.h"

/*
 * A read is of the time between two resets: readers hold it for reading as long as
 * they copy, a reset for writing.  No VM waits for it.
 */
extern struct rw_semaphore kvm_exit_reading;

/* CLOCK_BOOTTIME, ns: since when the host's and the CPUs' counters count. */
extern u64 kvm_exit_host_since;

int kvm_exit_vcpu_read(struct kvm_exit_copy *copy, struct kvm_exit_vcpu *stats);
int kvm_exit_vm_read(struct kvm_exit_copy *sum, struct kvm_exit_copy *scratch,
		     struct kvm_exit_vm *vm);
void kvm_exit_host_begin(struct kvm_exit_copy *sum,
			 const struct kvm_exit_snapshot *snapshot);
int kvm_exit_host_read(struct kvm_exit_copy *sum);
void kvm_exit_cpu_read(struct kvm_exit_copy *copy, int cpu);
int kvm_exit_backwards(u64 *backwards);

#endif /* __KVM_EXIT_STATS_READ_H */
