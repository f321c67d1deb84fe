# SPDX-License-Identifier: GPL-2.0-only
# The boot sector of a libvirt guest: at each tick of the timer, 18.2 times a second, it asks
# the CPU who it is and writes a dot to the serial port, then rests.

	.code16
	.text
	.globl	_start
_start:
	sti
1:	movw	$0x3f8, %dx
	movb	$'.', %al
	outb	%al, %dx
	xorl	%eax, %eax
	cpuid
	hlt
	jmp	1b
	.org	510
	.word	0xaa55
