# SPDX-License-Identifier: GPL-2.0-only
# Kernels of an L2 that come to grief at once, for lab-guest.t; entered by PVH in 32-bit
# mode. With -DTRIPLE_FAULT an exception without an IDT; else code where no memory is,
# which KVM cannot emulate: an internal error, for which QEMU stops the guest.

	.section .note.Xen, "a", @note
	.long	4, 4, 18
	.asciz	"Xen"
	.long	_start

	.text
	.globl	_start
_start:
#ifdef TRIPLE_FAULT
	lidtl	no_table
	ud2
no_table:
	.word	0
	.long	0
#else
	movl	$0xd0000000, %eax
	jmp	*%eax
#endif
