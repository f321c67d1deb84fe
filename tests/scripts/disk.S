# SPDX-License-Identifier: GPL-2.0-only
# The boot sector of a guest for the examples: at rest, but for the timer's ticks, for so
# many TICKS, of which there are 18.2 in a second (0: 65,536, an hour), then off by ACPI.

	.code16
	.text
	.globl	_start
_start:
	sti
	movw	$TICKS, %cx
1:	hlt
	loop	1b
	movw	$0x604, %dx
	movw	$0x2000, %ax
	outw	%ax, %dx
2:	hlt
	jmp	2b
	.org	510
	.word	0xaa55
