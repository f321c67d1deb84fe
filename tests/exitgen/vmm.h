/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A tiny VMM library over /dev/kvm: a VM, its memory, its vCPUs in 64-bit mode
 * with identity-mapped paging, KVM_RUN. No devices and no firmware.
 *
 * Functions return 0 or a negative errno; then struct vm_error of the object
 * that they were called on says in words what failed. Different vCPUs may be
 * run from different threads, everything else belongs to one thread.
 */
#ifndef EXITGEN_VMM_H
#define EXITGEN_VMM_H

#include <linux/kvm.h>
#include <stddef.h>
#include <stdint.h>

#define VM_PAGE_SIZE	4096ULL
#define VM_GIB		0x40000000ULL

struct vm_error {
	char text[160];
};

/* Where the library puts things in guest-physical memory. */
#define VM_CODE_GPA	0x1000ULL	/* one page: the flat guest image */
#define VM_IDT_GPA	0x2000ULL	/* one page: every gate absent */
#define VM_PML4_GPA	0x3000ULL	/* then the PDPT, then the PDs */

#define VM_SLOTS	4	/* pieces of memory that a VM can have */

#define VCPU_CR4	0x220ULL	/* PAE, OSFXSR */

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
/*
 * The VM's base memory: @size bytes at 0, filled with the guest image, the IDT
 * and page tables that map the first @mapped bytes of guest-physical space.
 * Memory of the caller's own starts at vm_base_end(@mapped).
 */
int vm_add_base(struct vm *vm, uint64_t size, uint64_t mapped, const char *image,
		size_t image_size);
uint64_t vm_base_end(uint64_t mapped);

int vcpu_open(struct vm *vm, struct vcpu *vcpu, unsigned int id);
void vcpu_close(struct vcpu *vcpu);

/*
 * Ready to start at the image's first byte in ring 0, CR4 = VCPU_CR4 and the
 * general registers as in @regs.
 */
int vcpu_reset(struct vcpu *vcpu, const struct kvm_regs *regs);
/* The same in big real mode, at @offset in the image. */
int vcpu_reset_real_mode(struct vcpu *vcpu, const struct kvm_regs *regs, uint32_t offset);
/*
 * Let VM entries fail in hardware until vcpu_reset(): a code segment that is
 * both 64-bit and 32-bit is invalid for VMX and for SVM.
 */
int vcpu_break_entry(struct vcpu *vcpu);
/*
 * The guest takes asynchronous page faults by its code at @handler in the image; @area,
 * a page, gets what KVM says of them, then a GDT. For one vCPU.
 */
int vcpu_take_async_faults(struct vcpu *vcpu, uint64_t area, uint32_t handler);
/*
 * The vCPU can run a guest of its own, in its own state (SVM only): @vmcb and @save are
 * pages, for its VMCB and for what VMRUN saves.
 */
int vcpu_give_guest(struct vcpu *vcpu, uint64_t vmcb, uint64_t save);
/* KVM always intercepts debug registers, not only the first use in a while. */
int vcpu_trap_debug_registers(struct vcpu *vcpu);

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

#endif /* EXITGEN_VMM_H */
