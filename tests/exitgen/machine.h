/* SPDX-License-Identifier: GPL-2.0-only */
/* The VM that a request needs, and the programs that its vCPUs run. */
#ifndef EXITGEN_MACHINE_H
#define EXITGEN_MACHINE_H

#include <stdint.h>

#include "guest.h"
#include "request.h"
#include "vmm.h"
#include "withhold.h"

/**
 * struct machine - a VM made for one request
 * @request: what it is for
 * @host: the KVM that it runs on
 * @vm: the VM
 * @vcpus: as many as the request says
 * @vcpus_open: how many of them exist
 * @prefaulted: base memory makes no exits
 * @programs: guest-physical address of vCPU 0's program
 * @stride: from one vCPU's program to the next
 * @special: three pages for what one vCPU has that others have not
 * @withhold: hands out the memory of KIND_PAGE, if that is to come late
 * @event_fd: takes the signals of io-kernel and mmio-kernel, or -1
 */
struct machine {
	const struct request *request;
	const struct host *host;
	struct vm vm;
	struct vcpu *vcpus;
	unsigned int vcpus_open;
	int prefaulted;
	uint64_t programs;
	uint64_t stride;
	uint64_t special;
	struct withhold withhold;
	int event_fd;
};

/*
 * Everything up to the first KVM_RUN; @rounds is how often the counted program
 * will be run. On failure says why on stderr and returns -1; machine_close()
 * is due in either case.
 */
int machine_open(struct machine *machine, const struct request *request, const struct host *host,
		 unsigned int rounds);
void machine_close(struct machine *machine);

/* Back to the start of its program; 0, or a negative errno and vcpu->error. */
int machine_reset_vcpu(const struct machine *machine, struct vcpu *vcpu);
/* Get vCPU 0 ready for the asks; 0, or -1 after a message on stderr. */
int machine_prepare_asks(struct machine *machine);

struct guest_entry *machine_program(const struct machine *machine, unsigned int vcpu);

/* The operation whose stores to @gpa userspace handles. */
enum guest_op machine_mmio_op(uint64_t gpa);
/* Write the counted program of every vCPU, for the @round-th time. */
void machine_write_counts(struct machine *machine, unsigned int round);

#endif /* EXITGEN_MACHINE_H */
