# SPDX-License-Identifier: GPL-2.0-only
# The boot sector of a libvirt guest: at each tick of the timer, 18.2 times a second, it asks
# the CPU who it is and writes a dot to the serial port, then rests. With STORM it does
# nothing but ask, after a few dots.

	.code16
	.text
	.globl	_start
_start:
	sti
#if STORM
	xorw	%si, %si
#endif
1:	movw	$0x3f8, %dx
	movb	$'.', %al
	outb	%al, %dx
	xorl	%eax, %eax
	cpuid
#if STORM
	incw	%si
	cmpw	$64, %si
	jb	1b
2:	xorl	%eax, %eax
	cpuid
	jmp	2b
#else
	hlt
	jmp	1b
#endif
	.org	510
	.word	0xaa55
