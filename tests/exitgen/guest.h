/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the VMM and the guest agree on: a program is an array of entries in
 * guest memory, one operation each, ended by "done". guest.S runs it.
 */
#ifndef EXITGEN_GUEST_H
#define EXITGEN_GUEST_H

/*
 * The operations, in the order of their numbers. Each makes @count exits,
 * except done (one), stamp (none: it reads the time stamp counter), ask_nested (three
 * each) and idt_fault (one, the last of the vCPU's life).
 */
#define GUEST_OPS(X)	\
	X(done)		\
	X(stamp)	\
	X(ask)		\
	X(ask_prefixed)	\
	X(ask_nested)	\
	X(cpuid)	\
	X(leaves)	\
	X(hlt)		\
	X(io_out)	\
	X(io_in)	\
	X(io_kernel)	\
	X(io_ports)	\
	X(mmio)		\
	X(mmio_kernel)	\
	X(mmio_pages)	\
	X(page)		\
	X(msr_read)	\
	X(msr_write)	\
	X(msr_fast)	\
	X(vmcall)	\
	X(vmmcall)	\
	X(cr_write)	\
	X(dr_read)	\
	X(wbinvd)	\
	X(idt_fault)

/* Ports that no device inside KVM answers. */
#define GUEST_PORT_OUT		0x5e0
#define GUEST_PORT_IN		0x5e1
#define GUEST_PORT_KERNEL	0x5e2	/* the VMM puts an ioeventfd here */
#define GUEST_PORT_DONE		0x5e3
#define GUEST_PORT_FIRST	0x8000	/* and all above */

/*
 * IA32_BIOS_SIGN_ID: no vendor module of KVM ever passes it through, a read
 * gives the microcode revision and a write by the guest is ignored.
 */
#define GUEST_MSR		0x8b

/*
 * x2APIC interrupt command: a fixed interrupt to an APIC ID that no vCPU has
 * goes nowhere, and KVM finishes it on its fast path on both vendors.
 */
#define GUEST_MSR_FAST		0x830
#define GUEST_ICR_LOW		0x40
#define GUEST_ICR_HIGH		0xfffffffe

/* A hypercall number that KVM does not know: -KVM_ENOSYS, nothing else. */
#define GUEST_HYPERCALL		0xffff

#define GUEST_CR4_TOGGLE	0x40	/* CR4.MCE, never owned by the guest */

/*
 * %r14 is the address of the VMCB of the guest's guest, where it has one, or of what
 * KVM writes about asynchronous page faults: why, and whose page has come.
 */
#define GUEST_VMCB_EXIT_CODE	0x70
#define GUEST_VMCB_RIP		0x578
#define GUEST_VMCB_VMMCALL	0x81
#define GUEST_ASYNC_REASON	0
#define GUEST_ASYNC_TOKEN	4
#define GUEST_ASYNC_ALL		0xffffffff
#define GUEST_ASYNC_BYTES	64
#define GUEST_MSR_ASYNC_ACK	0x4b564d07

#define GUEST_ENTRY_OP		0
#define GUEST_ENTRY_COUNT	8
#define GUEST_ENTRY_ARG		16
#define GUEST_ENTRY_PROGRESS	24
#define GUEST_ENTRY_OUT		32
#define GUEST_ENTRY_SIZE	48

#ifndef __ASSEMBLER__
#include <stddef.h>
#include <stdint.h>

enum guest_op {
#define X(name) GUEST_OP_##name,
	GUEST_OPS(X)
#undef X
};

/**
 * struct guest_entry - one step of a program
 * @op: a GUEST_OP_*
 * @count: how often, at least 1
 * @arg: guest-physical address (mmio, page), or leaf and index << 32 (ask*)
 * @progress: hlt counts up here before each HLT, for a waker on the host
 * @out: EAX, EBX, ECX, EDX of the answer (ask*); the counter in the first two (stamp)
 */
struct guest_entry {
	uint32_t op;
	uint32_t unused;
	uint64_t count;
	uint64_t arg;
	uint64_t progress;
	uint32_t out[4];
};

_Static_assert(offsetof(struct guest_entry, count) == GUEST_ENTRY_COUNT, "guest.S");
_Static_assert(offsetof(struct guest_entry, arg) == GUEST_ENTRY_ARG, "guest.S");
_Static_assert(offsetof(struct guest_entry, progress) == GUEST_ENTRY_PROGRESS, "guest.S");
_Static_assert(offsetof(struct guest_entry, out) == GUEST_ENTRY_OUT, "guest.S");
_Static_assert(sizeof(struct guest_entry) == GUEST_ENTRY_SIZE, "guest.S");

/* The flat image: position independent, starts at its first byte. */
extern const char guest_code[];
extern const uint32_t guest_code_size;
/* Where in it the 16-bit code starts that runs a program of asks. */
extern const uint32_t guest_real_mode;
/* Where it goes on after an exit of the kind cpuid. */
extern const uint32_t guest_after_cpuid;
/* Where the handler of asynchronous page faults is. */
extern const uint32_t guest_async_fault;

#endif /* __ASSEMBLER__ */
#endif /* EXITGEN_GUEST_H */
