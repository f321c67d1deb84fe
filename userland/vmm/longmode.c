// SPDX-License-Identifier: GPL-2.0-only
/*
 * 64-bit mode for a guest that has no firmware: page tables, an IDT, control
 * and segment registers. Since the guest is never in real mode it runs without
 * unrestricted_guest, and with shadow paging.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>

#include "vmm/longmode.h"

#define PTE_PRESENT	0x01ULL
#define PTE_WRITABLE	0x02ULL
#define PTE_ACCESSED	0x20ULL
#define PTE_DIRTY	0x40ULL
#define PTE_HUGE	0x80ULL
#define PTES_PER_PAGE	512
#define HUGE_PAGE_SIZE	(2ULL << 20)

#define CR0_PE		0x1ULL
#define CR0_MP		0x2ULL
#define CR0_ET		0x10ULL
#define CR0_NE		0x20ULL
#define CR0_WP		0x10000ULL
#define CR0_PG		0x80000000ULL
#define EFER_LME	0x100ULL
#define EFER_LMA	0x400ULL
#define APIC_X2APIC	0x400ULL
#define APIC_ENABLE	0x800ULL

#define INTERRUPT_GATE	0xe

#define PDPT_GPA	(VM_PML4_GPA + VM_PAGE_SIZE)
#define PD_GPA		(PDPT_GPA + VM_PAGE_SIZE)

static uint64_t gibs(uint64_t bytes)
{
	return (bytes + VM_GIB - 1) / VM_GIB;
}

uint64_t vm_base_end(uint64_t mapped)
{
	return PD_GPA + gibs(mapped) * VM_PAGE_SIZE;
}

/*
 * Accessed and dirty are set in advance: the guest's own page walks then never
 * write, and shadow paging has no reason to trap the first write to a page.
 */
static void write_page_tables(struct vm *vm, uint64_t mapped)
{
	const uint64_t table = PTE_PRESENT | PTE_WRITABLE | PTE_ACCESSED;
	uint64_t *pml4 = (uint64_t *)(vm->memory + VM_PML4_GPA);
	uint64_t *pdpt = (uint64_t *)(vm->memory + PDPT_GPA);
	uint64_t *pd = (uint64_t *)(vm->memory + PD_GPA);
	uint64_t i;

	pml4[0] = PDPT_GPA | table;
	for (i = 0; i < gibs(mapped); i++)
		pdpt[i] = (PD_GPA + i * VM_PAGE_SIZE) | table;
	for (i = 0; i < gibs(mapped) * PTES_PER_PAGE; i++)
		pd[i] = i * HUGE_PAGE_SIZE | table | PTE_DIRTY | PTE_HUGE;
}

/*
 * Interrupt gates with "present" clear: delivery ends in #NP, which KVM does
 * not intercept, and so in a triple fault without any other exit before it.
 */
static void write_idt(struct vm *vm)
{
	char *idt = vm->memory + VM_IDT_GPA;
	unsigned int i;

	for (i = 0; i < VM_PAGE_SIZE / 16; i++)
		idt[i * 16 + 5] = INTERRUPT_GATE;
}

int vm_add_base(struct vm *vm, uint64_t size, uint64_t mapped, const char *image,
		size_t image_size)
{
	int err;

	if (image_size > VM_PAGE_SIZE || mapped > PTES_PER_PAGE * VM_GIB ||
	    size < vm_base_end(mapped))
		return vm_fail(&vm->error, EINVAL, "guest memory of %llu bytes",
			       (unsigned long long)size);

	err = vm_add_memory(vm, 0, 0, size);
	if (err)
		return err;

	vm->memory = vm->slots[0].host;
	vm->memory_size = size;
	/* The host's pages must be there before KVM maps them for writing. */
	memset(vm->memory, 0, size);
	memcpy(vm->memory + VM_CODE_GPA, image, image_size);
	write_idt(vm);
	write_page_tables(vm, mapped);
	return 0;
}

static struct kvm_segment flat_segment(uint8_t type, uint16_t selector)
{
	return (struct kvm_segment) {
		.limit = 0xffffffff,
		.selector = selector,
		.type = type,
		.present = 1,
		.s = 1,
		.g = 1,
	};
}

static void set_segments(struct kvm_sregs *sregs)
{
	struct kvm_segment data = flat_segment(0x3, 0x10);

	sregs->cs = flat_segment(0xb, 0x8);
	sregs->cs.l = 1;

	data.db = 1;
	sregs->ds = data;
	sregs->es = data;
	sregs->fs = data;
	sregs->gs = data;
	sregs->ss = data;

	sregs->tr = (struct kvm_segment) {
		.limit = 0x67, .selector = 0x18, .type = 0xb, .present = 1,
	};
	sregs->ldt = (struct kvm_segment) { .unusable = 1 };
	sregs->gdt.base = 0;
	sregs->gdt.limit = 0;
	sregs->idt.base = VM_IDT_GPA;
	sregs->idt.limit = VM_PAGE_SIZE - 1;
}

static int set_long_mode(struct vcpu *vcpu)
{
	struct kvm_sregs sregs;

	if (ioctl(vcpu->fd, KVM_GET_SREGS, &sregs) < 0)
		return vm_fail(&vcpu->error, errno, "KVM_GET_SREGS of vCPU %u", vcpu->id);

	set_segments(&sregs);
	sregs.cr0 = CR0_PE | CR0_MP | CR0_ET | CR0_NE | CR0_WP | CR0_PG;
	sregs.cr3 = VM_PML4_GPA;
	sregs.cr4 = VCPU_CR4;
	sregs.efer = EFER_LME | EFER_LMA;
	if (vcpu->vm->irqchip)
		sregs.apic_base |= APIC_ENABLE | APIC_X2APIC;

	if (ioctl(vcpu->fd, KVM_SET_SREGS, &sregs) < 0)
		return vm_fail(&vcpu->error, errno, "KVM_SET_SREGS of vCPU %u", vcpu->id);
	return 0;
}

int vcpu_reset(struct vcpu *vcpu, const struct kvm_regs *regs)
{
	struct kvm_mp_state runnable = { .mp_state = KVM_MP_STATE_RUNNABLE };
	struct kvm_regs start = *regs;
	int err;

	err = set_long_mode(vcpu);
	if (err)
		return err;

	start.rip = VM_CODE_GPA;
	start.rflags |= 2;
	if (ioctl(vcpu->fd, KVM_SET_REGS, &start) < 0)
		return vm_fail(&vcpu->error, errno, "KVM_SET_REGS of vCPU %u", vcpu->id);

	/* All but the first vCPU would else wait for an INIT and a SIPI. */
	if (vcpu->vm->irqchip && ioctl(vcpu->fd, KVM_SET_MP_STATE, &runnable) < 0)
		return vm_fail(&vcpu->error, errno, "KVM_SET_MP_STATE of vCPU %u", vcpu->id);
	return 0;
}
