// SPDX-License-Identifier: GPL-2.0-only
/*
 * What some kinds need beyond 64-bit mode: an entry that fails, debug registers, a page
 * fault that the guest handles, and a guest of its own on SVM.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "special.h"
#include "vmm/guest.h"
#include "vmm/longmode.h"

#define SELECTOR_CODE	0x8
#define SELECTOR_DATA	0x10
#define GDT_CODE	0x00af9b000000ffffULL
#define GDT_DATA	0x00cf93000000ffffULL
#define GDT_ENTRIES	3

#define PAGE_FAULT	14
#define TRAP_GATE	0x8f	/* present; interrupts stay on */

#define MSR_KVM_ASYNC_PF_EN	0x4b564d02
#define MSR_KVM_ASYNC_PF_INT	0x4b564d06
#define ASYNC_PF_ENABLED	0x1
#define ASYNC_PF_SEND_ALWAYS	0x2	/* in ring 0, too */
#define ASYNC_PF_AS_INT		0x8	/* a page that has come is an interrupt */
#define ASYNC_PF_VECTOR		0x20

#define APIC_SPURIOUS		0xf0
#define APIC_SPURIOUS_ENABLE	0x100
#define CR8_NO_INTERRUPT	0xf

#define MSR_VM_HSAVE_PA		0xc0010117
#define EFER_SVME		0x1000ULL

/* The VMCB, APM volume 2, appendix B: 64-bit words unless it says so. */
#define VMCB_INTERCEPTS_SVM	0x10	/* 32 bits */
#define INTERCEPT_VMRUN		0x1
#define INTERCEPT_VMMCALL	0x2
#define VMCB_ASID		0x58	/* 32 bits */
#define VMCB_ES			0x400	/* then CS, SS, DS, of 16 bytes each */
#define VMCB_GDTR		0x460
#define VMCB_IDTR		0x480
#define VMCB_EFER		0x4d0
#define VMCB_CR4		0x548
#define VMCB_CR3		0x550
#define VMCB_CR0		0x558
#define VMCB_DR7		0x560
#define VMCB_DR6		0x568
#define VMCB_RFLAGS		0x570

static int set_msr(struct vcpu *vcpu, uint32_t index, uint64_t value)
{
	struct {
		struct kvm_msrs head;
		struct kvm_msr_entry entry;
	} msrs = { .head.nmsrs = 1, .entry = { .index = index, .data = value } };
	int ret = ioctl(vcpu->fd, KVM_SET_MSRS, &msrs);

	if (ret == 1)
		return 0;
	return vm_fail(&vcpu->error, ret < 0 ? errno : EINVAL, "MSR %#x of vCPU %u", index,
		       vcpu->id);
}

static int get_sregs(struct vcpu *vcpu, struct kvm_sregs *sregs)
{
	if (ioctl(vcpu->fd, KVM_GET_SREGS, sregs) < 0)
		return vm_fail(&vcpu->error, errno, "KVM_GET_SREGS of vCPU %u", vcpu->id);
	return 0;
}

static int set_sregs(struct vcpu *vcpu, struct kvm_sregs *sregs)
{
	if (ioctl(vcpu->fd, KVM_SET_SREGS, sregs) < 0)
		return vm_fail(&vcpu->error, errno, "KVM_SET_SREGS of vCPU %u", vcpu->id);
	return 0;
}

int vcpu_break_entry(struct vcpu *vcpu)
{
	struct kvm_sregs sregs;
	int err;

	err = get_sregs(vcpu, &sregs);
	if (err)
		return err;
	sregs.cs.db = 1;
	return set_sregs(vcpu, &sregs);
}

int vcpu_trap_debug_registers(struct vcpu *vcpu)
{
	struct kvm_guest_debug debug = { .control = KVM_GUESTDBG_ENABLE };

	if (ioctl(vcpu->fd, KVM_SET_GUEST_DEBUG, &debug) < 0)
		return vm_fail(&vcpu->error, errno, "KVM_SET_GUEST_DEBUG of vCPU %u", vcpu->id);
	return 0;
}

/*
 * KVM tells of a page that has come by an interrupt, and does not without a local APIC
 * that is on; the guest looks at what KVM writes, and its priority lets none through.
 */
static int enable_apic(struct vcpu *vcpu)
{
	struct kvm_lapic_state apic;
	uint32_t spurious;

	if (ioctl(vcpu->fd, KVM_GET_LAPIC, &apic) < 0)
		return vm_fail(&vcpu->error, errno, "KVM_GET_LAPIC of vCPU %u", vcpu->id);
	memcpy(&spurious, apic.regs + APIC_SPURIOUS, sizeof(spurious));
	spurious |= APIC_SPURIOUS_ENABLE;
	memcpy(apic.regs + APIC_SPURIOUS, &spurious, sizeof(spurious));
	if (ioctl(vcpu->fd, KVM_SET_LAPIC, &apic) < 0)
		return vm_fail(&vcpu->error, errno, "KVM_SET_LAPIC of vCPU %u", vcpu->id);
	return 0;
}

static int set_gdt(struct vcpu *vcpu, uint64_t gdt)
{
	struct kvm_sregs sregs;
	int err;

	err = get_sregs(vcpu, &sregs);
	if (err)
		return err;
	sregs.gdt.base = gdt;
	sregs.gdt.limit = GDT_ENTRIES * 8 - 1;
	sregs.cr8 = CR8_NO_INTERRUPT;
	return set_sregs(vcpu, &sregs);
}

static void write_gate(struct vm *vm, unsigned int vector, uint64_t handler)
{
	char *gate = vm->memory + VM_IDT_GPA + vector * 16;
	const uint16_t words[] = { handler, SELECTOR_CODE, TRAP_GATE << 8, handler >> 16 };

	memcpy(gate, words, sizeof(words));
}

int vcpu_take_async_faults(struct vcpu *vcpu, uint64_t area, uint32_t handler)
{
	const uint64_t gdt[GDT_ENTRIES] = {
		[SELECTOR_CODE / 8] = GDT_CODE,
		[SELECTOR_DATA / 8] = GDT_DATA,
	};
	const uint64_t gdt_gpa = area + GUEST_ASYNC_BYTES;
	int err;

	memcpy(vcpu->vm->memory + gdt_gpa, gdt, sizeof(gdt));
	write_gate(vcpu->vm, PAGE_FAULT, VM_CODE_GPA + handler);
	err = enable_apic(vcpu);
	if (!err)
		err = set_gdt(vcpu, gdt_gpa);
	if (!err)
		err = set_msr(vcpu, MSR_KVM_ASYNC_PF_INT, ASYNC_PF_VECTOR);
	if (err)
		return err;
	return set_msr(vcpu, MSR_KVM_ASYNC_PF_EN,
		       area | ASYNC_PF_ENABLED | ASYNC_PF_SEND_ALWAYS | ASYNC_PF_AS_INT);
}

static void put64(char *vmcb, unsigned int offset, uint64_t value)
{
	memcpy(vmcb + offset, &value, sizeof(value));
}

static void put32(char *vmcb, unsigned int offset, uint32_t value)
{
	memcpy(vmcb + offset, &value, sizeof(value));
}

/* Type, S and P in bits 7:0, then AVL, L, D and G: as KVM has it, without the gap. */
static uint16_t attributes(const struct kvm_segment *segment)
{
	return segment->type | segment->s << 4 | segment->dpl << 5 | segment->present << 7 |
	       segment->avl << 8 | segment->l << 9 | segment->db << 10 | segment->g << 11;
}

static void put_segment(char *vmcb, unsigned int offset, const struct kvm_segment *segment)
{
	const uint16_t words[] = { segment->selector, attributes(segment) };

	memcpy(vmcb + offset, words, sizeof(words));
	put32(vmcb, offset + 4, segment->limit);
	put64(vmcb, offset + 8, segment->base);
}

static void write_vmcb(char *vmcb, const struct kvm_sregs *sregs)
{
	memset(vmcb, 0, VM_PAGE_SIZE);
	put32(vmcb, VMCB_INTERCEPTS_SVM, INTERCEPT_VMRUN | INTERCEPT_VMMCALL);
	put32(vmcb, VMCB_ASID, 1);
	put_segment(vmcb, VMCB_ES, &sregs->es);
	put_segment(vmcb, VMCB_ES + 16, &sregs->cs);
	put_segment(vmcb, VMCB_ES + 32, &sregs->ss);
	put_segment(vmcb, VMCB_ES + 48, &sregs->ds);
	put32(vmcb, VMCB_GDTR + 4, sregs->gdt.limit);
	put64(vmcb, VMCB_GDTR + 8, sregs->gdt.base);
	put32(vmcb, VMCB_IDTR + 4, sregs->idt.limit);
	put64(vmcb, VMCB_IDTR + 8, sregs->idt.base);
	put64(vmcb, VMCB_EFER, sregs->efer);
	put64(vmcb, VMCB_CR4, sregs->cr4);
	put64(vmcb, VMCB_CR3, sregs->cr3);
	put64(vmcb, VMCB_CR0, sregs->cr0);
	put64(vmcb, VMCB_DR7, 0x400);
	put64(vmcb, VMCB_DR6, 0xffff0ff0);
	put64(vmcb, VMCB_RFLAGS, 2);
}

int vcpu_give_guest(struct vcpu *vcpu, uint64_t vmcb, uint64_t save)
{
	struct kvm_sregs sregs;
	int err;

	err = get_sregs(vcpu, &sregs);
	if (err)
		return err;
	sregs.efer |= EFER_SVME;
	err = set_sregs(vcpu, &sregs);
	if (!err)
		err = set_msr(vcpu, MSR_VM_HSAVE_PA, save);
	if (err)
		return err;
	write_vmcb(vcpu->vm->memory + vmcb, &sregs);
	return 0;
}
