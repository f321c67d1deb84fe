// SPDX-License-Identifier: GPL-2.0-only
/*
 * Big real mode: 16-bit code whose data segments reach all of the first 4 GiB.
 * Without unrestricted_guest VMX cannot run that, and KVM emulates it all.
 */
#include <errno.h>
#include <sys/ioctl.h>

#include "realmode.h"
#include "vmm/longmode.h"

#define CR0_ET	0x10ULL

static struct kvm_segment segment(uint64_t base, uint32_t limit)
{
	return (struct kvm_segment) {
		.base = base,
		.limit = limit,
		.selector = base >> 4,
		.type = 0x3,
		.present = 1,
		.s = 1,
		.g = limit > 0xfffff,
	};
}

static void set_segments(struct kvm_sregs *sregs)
{
	const struct kvm_segment data = segment(0, 0xffffffff);

	sregs->cs = segment(VM_CODE_GPA, 0xffff);
	sregs->ds = data;
	sregs->es = data;
	sregs->fs = data;
	sregs->gs = data;
	sregs->ss = data;
}

int vcpu_reset_real_mode(struct vcpu *vcpu, const struct kvm_regs *regs, uint32_t offset)
{
	struct kvm_regs start = *regs;
	struct kvm_sregs sregs;

	if (ioctl(vcpu->fd, KVM_GET_SREGS, &sregs) < 0)
		return vm_fail(&vcpu->error, errno, "KVM_GET_SREGS of vCPU %u", vcpu->id);
	set_segments(&sregs);
	sregs.cr0 = CR0_ET;
	sregs.cr3 = 0;
	sregs.cr4 = 0;
	sregs.efer = 0;
	if (ioctl(vcpu->fd, KVM_SET_SREGS, &sregs) < 0)
		return vm_fail(&vcpu->error, errno, "KVM_SET_SREGS of vCPU %u", vcpu->id);

	start.rip = offset;
	start.rflags = 2;
	if (ioctl(vcpu->fd, KVM_SET_REGS, &start) < 0)
		return vm_fail(&vcpu->error, errno, "KVM_SET_REGS of vCPU %u", vcpu->id);
	return 0;
}
