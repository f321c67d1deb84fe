# SPDX-License-Identifier: GPL-2.0-only
#
# Boot sector of the disk that boot-vmx.sh makes for Bochs. It loads what the
# disk's second block of sectors lists and enters the kernel by its PVH entry,
# in 32-bit mode: no boot loader to install, no decompression to emulate.
#
# That block (8 sectors, loaded to PARAMS) has, in boot-vmx.sh's words:
#   0	the hvm_start_info for the kernel; the memory map's length is filled in
#   56	the kernel's entry
#   128	the list: first sector, number of sectors, address; 0 sectors ends it

	.equ	PARAMS, 0x8000		# also in boot-vmx.sh
	.equ	MEMMAP, 0x9000		# also in boot-vmx.sh
	.equ	MEMMAP_ENTRIES, PARAMS + 48
	.equ	ENTRY, PARAMS + 56
	.equ	LIST, PARAMS + 128
	.equ	BUFFER, 0x2000		# as a segment
	.equ	CHUNK, 64		# sectors read at once

	.code16
	.globl	_start
_start:
	ljmp	$0, $1f
1:	cld
	xorw	%ax, %ax
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %ss
	movw	$0x7c00, %sp
	movb	%dl, drive
	movw	$0x2401, %ax		# switch address line 20 on
	int	$0x15

	incw	disk_sector
	movw	$8, disk_count
	movw	$PARAMS, disk_offset
	call	read
	movw	$0, disk_offset
	movw	$BUFFER, disk_segment

	movw	$LIST, %si
next_image:
	movl	(%si), %eax
	movl	%eax, disk_sector
	movl	4(%si), %ebp		# sectors left
	movl	8(%si), %edi		# address
	addw	$12, %si
	testl	%ebp, %ebp
	jz	memory_map
1:	movl	$CHUNK, %eax
	cmpl	%eax, %ebp
	jae	2f
	movl	%ebp, %eax
2:	movw	%ax, disk_count
	subl	%eax, %ebp
	call	read
	call	move_up
	testl	%ebp, %ebp
	jnz	1b
	jmp	next_image

# read: disk_count sectors from disk_sector on
read:	pushw	%si
	movb	drive, %dl
	movb	$0x42, %ah
	movw	$disk_packet, %si
	int	$0x13
	popw	%si
	jc	fail
	ret

# move_up: BUFFER to address %edi; both positions advance
move_up:
	movl	%edi, %eax
	movw	%ax, move_to
	shrl	$16, %eax
	movb	%al, move_to + 2
	movb	%ah, move_to + 5
	movw	disk_count, %cx
	shlw	$8, %cx			# in words
	pushw	%si
	movw	$move_table, %si
	movb	$0x87, %ah
	int	$0x15
	popw	%si
	jc	fail
	movzwl	disk_count, %eax
	addl	%eax, disk_sector
	shll	$9, %eax
	addl	%eax, %edi
	ret

fail:	cli
	hlt
	jmp	fail

memory_map:
	xorl	%ebx, %ebx
	movw	$MEMMAP, %di
1:	movl	$0xe820, %eax
	movl	$0x534d4150, %edx	# "SMAP"
	movl	$20, %ecx
	int	$0x15
	jc	2f
	movl	$0, 20(%di)
	addw	$24, %di
	incl	MEMMAP_ENTRIES
	testl	%ebx, %ebx
	jnz	1b

2:	cli
	lgdtl	gdt_pointer
	movl	%cr0, %eax
	orl	$1, %eax
	movl	%eax, %cr0
	ljmpl	$8, $1f
	.code32
1:	movl	$16, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	$PARAMS, %ebx
	jmp	*ENTRY

	.balign	4
disk_packet:
	.byte	16, 0
disk_count:
	.word	0
disk_offset:
	.word	0
disk_segment:
	.word	0
disk_sector:
	.quad	0
drive:	.byte	0

	.balign	8
gdt:	.quad	0
	.quad	0x00cf9b000000ffff	# 8: flat code
	.quad	0x00cf93000000ffff	# 16: flat data
gdt_pointer:
	.word	. - gdt - 1
	.long	gdt

# for the BIOS's block move: two entries for itself, from, to, two for itself
move_table:
	.quad	0, 0
	.word	0xffff, (BUFFER << 4) & 0xffff
	.byte	BUFFER >> 12, 0x93, 0, 0
	.word	0xffff
move_to:
	.word	0
	.byte	0, 0x93, 0, 0
	.quad	0, 0

	.org	510
	.word	0xaa55
