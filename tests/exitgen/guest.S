/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guest: 64-bit code that runs a program of struct guest_entry.
 *
 * In: %rdi = address of the program, %rsi = value of CR4 (kept up to date here,
 * as reading CR4 is an exit on SVM), %r14 as guest.h says. No interrupts; the stack is
 * for asynchronous page faults only.
 * After "done" it starts over with whatever program then lies at %rdi, so the
 * VMM runs the next one by writing it there and entering the vCPU again.
 *
 * %r12 = entry, %r13 = its argument, %r15 = exits of this entry still to make.
 */
#include "guest.h"

	.section .rodata
	.balign	16
	.globl	guest_code, guest_code_size, guest_real_mode, guest_async_fault
	.globl	guest_after_cpuid

/* An operation's body is repeated until %r15 is 0. */
	.macro	op_begin name
op_\name:
1:
	.endm

	.macro	op_end
	decq	%r15
	jnz	1b
	addq	$GUEST_ENTRY_SIZE, %r12
	jmp	next_entry
	.endm

guest_code:
	movq	%rdi, %r12
next_entry:
	movl	GUEST_ENTRY_OP(%r12), %eax
	movq	GUEST_ENTRY_COUNT(%r12), %r15
	movq	GUEST_ENTRY_ARG(%r12), %r13
	leaq	ops(%rip), %rbx
	movslq	(%rbx,%rax,4), %rax
	addq	%rbx, %rax
	jmp	*%rax

op_done:
	movw	$GUEST_PORT_DONE, %dx
	outb	%al, %dx
	jmp	guest_code

	op_begin stamp
	rdtsc
	movl	%eax, GUEST_ENTRY_OUT+0(%r12)
	movl	%edx, GUEST_ENTRY_OUT+4(%r12)
	op_end

	.macro	question
	movl	%r13d, %eax
	movq	%r13, %rcx
	shrq	$32, %rcx
	.endm

	.macro	answer to
	movl	%eax, GUEST_ENTRY_OUT+0(\to)
	movl	%ebx, GUEST_ENTRY_OUT+4(\to)
	movl	%ecx, GUEST_ENTRY_OUT+8(\to)
	movl	%edx, GUEST_ENTRY_OUT+12(\to)
	.endm

	op_begin ask
	question
	cpuid
	answer	%r12
	op_end

/* The prefix lets KVM's emulator execute what follows (force_emulation_prefix). */
	op_begin ask_prefixed
	question
	ud2
	.ascii	"kvm"
	cpuid
	answer	%r12
	op_end

/* In a guest of this guest, of which it intercepts nothing but what it must. */
	op_begin ask_nested
	leaq	nested_guest(%rip), %rax
	movq	%rax, GUEST_VMCB_RIP(%r14)
	movq	%r14, %rax
	vmrun
	stgi
	cmpl	$GUEST_VMCB_VMMCALL, GUEST_VMCB_EXIT_CODE(%r14)
	jne	op_idt_fault
	op_end

nested_guest:
	question
	cpuid
	answer	%r12
	vmmcall

	op_begin cpuid
	xorl	%eax, %eax
	xorl	%ecx, %ecx
	cpuid
after_cpuid:
	op_end

	op_begin leaves
	movl	%r15d, %eax
	xorl	%ecx, %ecx
	cpuid
	op_end

	op_begin hlt
	incq	GUEST_ENTRY_PROGRESS(%r12)
	hlt
	op_end

	op_begin io_out
	movw	$GUEST_PORT_OUT, %dx
	outb	%al, %dx
	op_end

	op_begin io_in
	movw	$GUEST_PORT_IN, %dx
	inb	%dx, %al
	op_end

	op_begin io_kernel
	movw	$GUEST_PORT_KERNEL, %dx
	outb	%al, %dx
	op_end

	op_begin io_ports
	leal	-1(%r15), %edx
	orl	$GUEST_PORT_FIRST, %edx
	outb	%al, %dx
	op_end

	op_begin mmio
	movl	%eax, (%r13)
	op_end

	op_begin mmio_kernel
	movl	%eax, (%r13)
	op_end

	op_begin mmio_pages
	movl	%eax, (%r13)
	addq	$4096, %r13
	op_end

	op_begin page
	movb	$1, (%r13)
	addq	$4096, %r13
	op_end

	op_begin msr_read
	movl	$GUEST_MSR, %ecx
	rdmsr
	op_end

	op_begin msr_write
	movl	$GUEST_MSR, %ecx
	xorl	%eax, %eax
	xorl	%edx, %edx
	wrmsr
	op_end

	op_begin msr_fast
	movl	$GUEST_MSR_FAST, %ecx
	movl	$GUEST_ICR_LOW, %eax
	movl	$GUEST_ICR_HIGH, %edx
	wrmsr
	op_end

	op_begin vmcall
	movl	$GUEST_HYPERCALL, %eax
	vmcall
	op_end

	op_begin vmmcall
	movl	$GUEST_HYPERCALL, %eax
	vmmcall
	op_end

	op_begin cr_write
	xorq	$GUEST_CR4_TOGGLE, %rsi
	movq	%rsi, %cr4
	op_end

	op_begin dr_read
	movq	%dr7, %rax
	op_end

	op_begin wbinvd
	wbinvd
	op_end

/* Every gate is marked absent, so each attempt to report that fails as well. */
op_idt_fault:
	int3
	jmp	op_idt_fault

/*
 * A page that KVM is still fetching: goes on with what needs no page, which is to wait
 * without an exit until it has come, and tells KVM that it knows. The first that KVM says
 * is that all have come, as none was missing when it was asked to.
 */
async_fault:
	addq	$8, %rsp		/* the error code */
1:
	movl	GUEST_ASYNC_TOKEN(%r14), %ebx
	testl	%ebx, %ebx
	jz	1b
	movl	$0, GUEST_ASYNC_REASON(%r14)
	movl	$0, GUEST_ASYNC_TOKEN(%r14)
	movl	$GUEST_MSR_ASYNC_ACK, %ecx
	movl	$1, %eax
	xorl	%edx, %edx
	wrmsr
	cmpl	$GUEST_ASYNC_ALL, %ebx
	je	1b
	iretq

	.balign	4
ops:
#define X(name) .long op_##name - ops;
	GUEST_OPS(X)
#undef X

/* The other guest: 16-bit code for big real mode, a program of asks at %edi. */
	.code16
real_mode:
	cmpl	$0, GUEST_ENTRY_OP(%edi)	/* done */
	je	real_mode_done
	movl	GUEST_ENTRY_ARG(%edi), %eax
	movl	GUEST_ENTRY_ARG+4(%edi), %ecx
	cpuid
	answer	%edi
	addl	$GUEST_ENTRY_SIZE, %edi
	jmp	real_mode
real_mode_done:
	movw	$GUEST_PORT_DONE, %dx
	outb	%al, %dx
	.code64
guest_code_end:

guest_code_size:
	.long	guest_code_end - guest_code
guest_real_mode:
	.long	real_mode - guest_code
guest_after_cpuid:
	.long	after_cpuid - guest_code
guest_async_fault:
	.long	async_fault - guest_code

	.section .note.GNU-stack, "", @progbits
