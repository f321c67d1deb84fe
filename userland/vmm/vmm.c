// SPDX-License-Identifier: GPL-2.0-only
/* File descriptors, mappings and ioctls of a VM and its vCPUs. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "vmm/vmm.h"

/* Linux 6.11 and later; the headers that this is compiled with may be older. */
#ifndef KVM_PRE_FAULT_MEMORY
#define KVM_CAP_PRE_FAULT_MEMORY	236
struct kvm_pre_fault_memory {
	__u64 gpa;
	__u64 size;
	__u64 flags;
	__u64 padding[5];
};

#define KVM_PRE_FAULT_MEMORY	_IOWR(KVMIO, 0xd5, struct kvm_pre_fault_memory)
#endif

#define TSS_GPA			0xfffbd000UL
#define CPUID_ENTRIES_MIN	128
#define CPUID_ENTRIES_MAX	4096

/* An MSI of the kind "remote read" only marks a halted vCPU as runnable. */
#define MSI_ADDRESS		0xfee00000U
#define MSI_REMOTE_READ		(3U << 8)

int vm_fail(struct vm_error *error, int err, const char *format, ...)
{
	va_list args;
	int used;

	va_start(args, format);
	used = vsnprintf(error->text, sizeof(error->text), format, args);
	va_end(args);
	if (err && used >= 0 && (size_t)used < sizeof(error->text))
		snprintf(error->text + used, sizeof(error->text) - used, ": %s", strerror(err));
	return err ? -err : -EIO;
}

static int open_kvm(struct vm *vm)
{
	int version;

	vm->kvm_fd = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (vm->kvm_fd < 0 && errno == EACCES)
		return vm_fail(&vm->error, EACCES, "/dev/kvm (run as root or join group kvm)");
	if (vm->kvm_fd < 0)
		return vm_fail(&vm->error, errno, "/dev/kvm (load kvm_intel or kvm_amd first)");

	version = ioctl(vm->kvm_fd, KVM_GET_API_VERSION, 0);
	if (version != KVM_API_VERSION)
		return vm_fail(&vm->error, 0, "/dev/kvm speaks API version %d, wanted %d",
			       version, KVM_API_VERSION);
	return 0;
}

static int read_cpuid(struct vm *vm)
{
	unsigned int entries;
	int err;

	for (entries = CPUID_ENTRIES_MIN; entries <= CPUID_ENTRIES_MAX; entries *= 2) {
		free(vm->cpuid);
		vm->cpuid = calloc(1, sizeof(*vm->cpuid) + entries * sizeof(vm->cpuid->entries[0]));
		if (!vm->cpuid)
			return vm_fail(&vm->error, ENOMEM, "list of CPUID leaves");

		vm->cpuid->nent = entries;
		err = ioctl(vm->kvm_fd, KVM_GET_SUPPORTED_CPUID, vm->cpuid) < 0 ? errno : 0;
		if (err != E2BIG)
			break;
	}
	return err ? vm_fail(&vm->error, err, "KVM_GET_SUPPORTED_CPUID") : 0;
}

static int enable(struct vm *vm, uint32_t capability, uint64_t argument, const char *name)
{
	struct kvm_enable_cap cap = { .cap = capability, .args = { argument } };

	if (ioctl(vm->fd, KVM_ENABLE_CAP, &cap) < 0)
		return vm_fail(&vm->error, errno, "%s", name);
	return 0;
}

/*
 * Local APICs in KVM, the rest (which nobody needs here) in userspace. Polling
 * before a vCPU blocks is off: a halt is then a block, never a busy wait.
 */
static int create_irqchip(struct vm *vm)
{
	int err;

	err = enable(vm, KVM_CAP_SPLIT_IRQCHIP, 0, "KVM_CAP_SPLIT_IRQCHIP");
	if (!err)
		err = enable(vm, KVM_CAP_X2APIC_API, KVM_X2APIC_API_USE_32BIT_IDS,
			     "KVM_CAP_X2APIC_API");
	if (!err)
		err = enable(vm, KVM_CAP_HALT_POLL, 0, "KVM_CAP_HALT_POLL");
	return err;
}

int vm_open(struct vm *vm, int irqchip)
{
	int err, size;

	*vm = (struct vm) { .kvm_fd = -1, .fd = -1, .irqchip = irqchip };

	err = open_kvm(vm);
	if (err)
		return err;
	err = read_cpuid(vm);
	if (err)
		return err;

	size = ioctl(vm->kvm_fd, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (size < 0)
		return vm_fail(&vm->error, errno, "KVM_GET_VCPU_MMAP_SIZE");
	vm->run_size = size;

	vm->fd = ioctl(vm->kvm_fd, KVM_CREATE_VM, 0);
	if (vm->fd < 0)
		return vm_fail(&vm->error, errno, "KVM_CREATE_VM");
	if (ioctl(vm->fd, KVM_SET_TSS_ADDR, TSS_GPA) < 0)
		return vm_fail(&vm->error, errno, "KVM_SET_TSS_ADDR");
	return irqchip ? create_irqchip(vm) : 0;
}

void vm_close(struct vm *vm)
{
	unsigned int i;

	if (vm->fd >= 0)
		close(vm->fd);
	if (vm->kvm_fd >= 0)
		close(vm->kvm_fd);
	for (i = 0; i < VM_SLOTS; i++) {
		if (vm->slots[i].host)
			munmap(vm->slots[i].host, vm->slots[i].size);
	}
	free(vm->cpuid);
	*vm = (struct vm) { .kvm_fd = -1, .fd = -1 };
}

int vm_capability(struct vm *vm, unsigned int capability)
{
	return ioctl(vm->fd, KVM_CHECK_EXTENSION, capability);
}

int vm_add_memory(struct vm *vm, unsigned int slot, uint64_t gpa, uint64_t size)
{
	struct kvm_userspace_memory_region region = {
		.slot = slot,
		.guest_phys_addr = gpa,
		.memory_size = size,
	};
	void *memory;

	if (slot >= VM_SLOTS || vm->slots[slot].host)
		return vm_fail(&vm->error, EINVAL, "memory slot %u", slot);
	memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (memory == MAP_FAILED)
		return vm_fail(&vm->error, errno, "%llu MiB of guest memory",
			       (unsigned long long)size >> 20);

	/* Fails on a kernel without huge pages, where there is nothing to avoid. */
	madvise(memory, size, MADV_NOHUGEPAGE);

	region.userspace_addr = (uintptr_t)memory;
	if (ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &region) < 0) {
		int err = errno;

		munmap(memory, size);
		return vm_fail(&vm->error, err, "KVM_SET_USER_MEMORY_REGION");
	}
	vm->slots[slot] = (struct vm_slot) { .host = memory, .size = size };
	return 0;
}

/* The guest reads the host's time stamp counter. */
static int share_tsc(struct vcpu *vcpu)
{
	uint64_t offset = 0;
	struct kvm_device_attr attr = {
		.group = KVM_VCPU_TSC_CTRL,
		.attr = KVM_VCPU_TSC_OFFSET,
		.addr = (uintptr_t)&offset,
	};

	if (ioctl(vcpu->fd, KVM_SET_DEVICE_ATTR, &attr) < 0)
		return vm_fail(&vcpu->error, errno, "TSC offset of vCPU %u", vcpu->id);
	return 0;
}

int vcpu_open(struct vm *vm, struct vcpu *vcpu, unsigned int id)
{
	*vcpu = (struct vcpu) { .vm = vm, .id = id, .fd = -1 };

	vcpu->fd = ioctl(vm->fd, KVM_CREATE_VCPU, (unsigned long)id);
	if (vcpu->fd < 0)
		return vm_fail(&vcpu->error, errno, "KVM_CREATE_VCPU %u", id);

	vcpu->run = mmap(NULL, vm->run_size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu->fd, 0);
	if (vcpu->run == MAP_FAILED) {
		vcpu->run = NULL;
		return vm_fail(&vcpu->error, errno, "mapping vCPU %u", id);
	}

	if (ioctl(vcpu->fd, KVM_SET_CPUID2, vm->cpuid) < 0)
		return vm_fail(&vcpu->error, errno, "KVM_SET_CPUID2 of vCPU %u", id);
	return share_tsc(vcpu);
}

void vcpu_close(struct vcpu *vcpu)
{
	if (vcpu->run)
		munmap(vcpu->run, vcpu->vm->run_size);
	if (vcpu->fd >= 0)
		close(vcpu->fd);
	vcpu->run = NULL;
	vcpu->fd = -1;
}

int vcpu_prefault_base(struct vcpu *vcpu)
{
	struct kvm_pre_fault_memory range = { .size = vcpu->vm->memory_size };

	if (vm_capability(vcpu->vm, KVM_CAP_PRE_FAULT_MEMORY) <= 0)
		return vm_fail(&vcpu->error, EOPNOTSUPP, "KVM_PRE_FAULT_MEMORY");

	/* KVM moves @range on as it goes, and stops early for a signal. */
	while (range.size) {
		if (ioctl(vcpu->fd, KVM_PRE_FAULT_MEMORY, &range) < 0 &&
		    errno != EINTR && errno != EAGAIN)
			return vm_fail(&vcpu->error, errno, "KVM_PRE_FAULT_MEMORY at %#llx",
				       (unsigned long long)range.gpa);
	}
	return 0;
}

int vcpu_run(struct vcpu *vcpu)
{
	int ret;

	do {
		ret = ioctl(vcpu->fd, KVM_RUN, 0);
	} while (ret < 0 && (errno == EINTR || errno == EAGAIN));

	return ret < 0 ? -errno : 0;
}

static int describe_failed_entry(struct vcpu *vcpu)
{
	return vm_fail(&vcpu->error, 0,
		       "vCPU %u: VM entry failed, hardware reason %#llx; see dmesg",
		       vcpu->id,
		       (unsigned long long)vcpu->run->fail_entry.hardware_entry_failure_reason);
}

int vcpu_describe_exit(struct vcpu *vcpu, int err)
{
	struct kvm_regs regs = { 0 };

	if (err)
		return vm_fail(&vcpu->error, -err, "KVM_RUN of vCPU %u", vcpu->id);

	ioctl(vcpu->fd, KVM_GET_REGS, &regs);
	switch (vcpu->run->exit_reason) {
	case KVM_EXIT_FAIL_ENTRY:
		return describe_failed_entry(vcpu);
	case KVM_EXIT_SHUTDOWN:
		return vm_fail(&vcpu->error, 0, "vCPU %u: triple fault at rip %#llx",
			       vcpu->id, (unsigned long long)regs.rip);
	case KVM_EXIT_INTERNAL_ERROR:
		return vm_fail(&vcpu->error, 0,
			       "vCPU %u: KVM internal error %u at rip %#llx; see dmesg",
			       vcpu->id, vcpu->run->internal.suberror,
			       (unsigned long long)regs.rip);
	default:
		return vm_fail(&vcpu->error, 0,
			       "vCPU %u: unexpected KVM exit %u (KVM_EXIT_* in linux/kvm.h) at rip %#llx",
			       vcpu->id, vcpu->run->exit_reason, (unsigned long long)regs.rip);
	}
}

int vm_wake(const struct vm *vm, unsigned int id)
{
	struct kvm_msi msi = {
		.address_lo = MSI_ADDRESS | (id & 0xff) << 12,
		.address_hi = id & ~0xffU,
		.data = MSI_REMOTE_READ,
	};
	int ret = ioctl(vm->fd, KVM_SIGNAL_MSI, &msi);

	return ret < 0 ? -errno : ret > 0;
}
