/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A tiny VMM library over /dev/kvm: a VM, its memory, its vCPUs, KVM_RUN. No devices
 * and no firmware.
 *
 * Functions return 0 or a negative errno; then struct vm_error of the object
 * that they were called on says in words what failed. Different vCPUs may be
 * run from different threads, everything else belongs to one thread.
 */
#ifndef VMM_VMM_H
#define VMM_VMM_H

#include <linux/kvm.h>
#include <stddef.h>
#include <stdint.h>

#define VM_PAGE_SIZE	4096ULL
#define VM_GIB		0x40000000ULL

struct vm_error {
	char text[160];
};

#define VM_SLOTS	4	/* pieces of memory that a VM can have */

/**
 * struct vm - one virtual machine
 * @kvm_fd: /dev/kvm
 * @fd: what KVM_CREATE_VM returned: the VM is <pid>-<fd> in debugfs
 * @irqchip: local APICs are inside KVM, in x2APIC mode: HLT blocks in KVM
 * @run_size: size of a vCPU's struct kvm_run mapping
 * @cpuid: what KVM supports, given to every vCPU
 * @slots: its memory by slot: host mapping and size in bytes, 0 for none
 * @memory: host mapping of guest-physical address 0, slot 0
 * @memory_size: its size in bytes
 * @error: what failed last
 */
struct vm {
	int kvm_fd;
	int fd;
	int irqchip;
	size_t run_size;
	struct kvm_cpuid2 *cpuid;
	struct vm_slot {
		char *host;
		uint64_t size;
	} slots[VM_SLOTS];
	char *memory;
	uint64_t memory_size;
	struct vm_error error;
};

/**
 * struct vcpu - one virtual CPU
 * @vm: its VM
 * @id: its number, also its APIC ID
 * @fd: its file descriptor, -1 if there is none
 * @run: what KVM and userspace share about the last exit
 * @error: what failed last
 */
struct vcpu {
	struct vm *vm;
	unsigned int id;
	int fd;
	struct kvm_run *run;
	struct vm_error error;
};

/* Write "what: reason" into @error, with the words for @err unless it is 0. */
int vm_fail(struct vm_error *error, int err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A VM without memory or vCPUs; @irqchip as in struct vm. */
int vm_open(struct vm *vm, int irqchip);
/* Also right after a failed vm_open(); the VM's vCPUs are closed before. */
void vm_close(struct vm *vm);

/* KVM_CHECK_EXTENSION on the VM. */
int vm_capability(struct vm *vm, unsigned int capability);

/* Map zeroed 4 KiB pages (never huge ones), populated on first touch, at @gpa. */
int vm_add_memory(struct vm *vm, unsigned int slot, uint64_t gpa, uint64_t size);

int vcpu_open(struct vm *vm, struct vcpu *vcpu, unsigned int id);
void vcpu_close(struct vcpu *vcpu);

/*
 * Map the base memory in the second-level page tables now, so that touching it
 * makes no exits later. -EOPNOTSUPP where KVM cannot (shadow paging, before 6.11).
 */
int vcpu_prefault_base(struct vcpu *vcpu);

/* KVM_RUN until it has something for userspace, which is then in @vcpu->run. */
int vcpu_run(struct vcpu *vcpu);
/* What that was, in words, for a caller that did not expect it. */
int vcpu_describe_exit(struct vcpu *vcpu, int err);

/*
 * End the halt of a vCPU of a VM with irqchip; it gets no interrupt. From any
 * thread. 1 if the vCPU took it, 0 if it did not, or a negative errno.
 */
int vm_wake(const struct vm *vm, unsigned int id);

#endif /* VMM_VMM_H */
