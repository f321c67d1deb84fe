/* SPDX-License-Identifier: GPL-2.0-only */
/* The kinds of exits that can be asked for, and which reasons each one is. */
#ifndef EXITGEN_KINDS_H
#define EXITGEN_KINDS_H

#include <stdint.h>

#include "guest.h"
#include "host.h"

/* What a kind needs from its VM, or does to its vCPU. */
#define KIND_IRQCHIP	0x01	/* local APIC inside KVM */
#define KIND_NO_IRQCHIP	0x02	/* HLT goes to userspace */
#define KIND_DEBUG	0x04	/* debug registers always trapped */
#define KIND_LAST	0x08	/* the vCPU cannot run afterwards: once, instead of done */
#define KIND_ENTRY	0x10	/* made by the VMM, not by an operation of the guest */
#define KIND_PAGE	0x20	/* first touch of memory */
#define KIND_MMIO	0x40	/* store to where no memory is */
#define KIND_DOORBELL	0x80	/* there, to an address that KVM signals */
#define KIND_DEVICES	0x100	/* there, to another page each time */

/**
 * struct kind - a kind of exit
 * @name: as on the command line
 * @op: the guest's operation, by enum host_isa
 * @reason: the exit reason, by enum host_isa; with EPT or NPT
 * @flags: KIND_*
 * @help: one line
 */
struct kind {
	const char *name;
	enum guest_op op[2];
	uint32_t reason[2];
	unsigned int flags;
	const char *help;
};

/* The table of all kinds, ended by a NULL name. */
extern const struct kind kinds[];

const struct kind *kind_find(const char *name, size_t length);
/* The port write that ends a program. */
uint32_t kind_done_reason(const struct host *host);
uint32_t kind_cpuid_reason(const struct host *host);
/* What a guest makes that has a guest: VMRUN, and what ends that. */
uint32_t kind_vmrun_reason(const struct host *host);
uint32_t kind_vmmcall_reason(const struct host *host);
/* An invalid opcode, as which KVM's forced emulation prefix arrives. */
uint32_t kind_prefix_reason(const struct host *host);

#define TALLY_ROWS	32

/**
 * struct tally - exits by reason, in the order in which they were added
 * @rows: @nr reason, @count exits, @at_least if KVM adds some of its own
 * @used: rows in use
 */
struct tally {
	struct tally_row {
		uint32_t nr;
		uint64_t count;
		int at_least;
	} rows[TALLY_ROWS];
	unsigned int used;
};

void tally_add(struct tally *tally, uint32_t nr, uint64_t count, int at_least);
/*
 * Add what @vcpus vCPUs of a new VM make of @kind, @count each. Page faults
 * are counts "at least" unless @prefaulted: base memory makes none.
 */
void tally_kind(struct tally *tally, const struct host *host, const struct kind *kind,
		uint64_t count, unsigned int vcpus, int prefaulted);

#endif /* EXITGEN_KINDS_H */
