/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One thread per vCPU. The threads live as long as the crew and run the vCPUs'
 * programs in rounds: all start a round together, the caller waits for the last.
 */
#ifndef EXITGEN_CREW_H
#define EXITGEN_CREW_H

#include <pthread.h>
#include <stdint.h>

#include "machine.h"

/**
 * struct member - one vCPU and its thread
 * @crew: the crew that it belongs to
 * @vcpu: the vCPU
 * @thread: the thread, valid if the crew counts it as started
 * @round_first: time stamp counter before the last round's first KVM_RUN
 * @begin: time stamp counter before the first KVM_RUN
 * @first: at the guest's first instructions
 * @done: before the end of its first round
 * @last: after the last KVM_RUN
 * @rounds: rounds that it took part in
 * @slept: --user-sleep-ms is done
 * @seen: exits to userspace in this round by the guest's operation
 * @ended: this round is over for the vCPU, or it failed
 * @failed: it failed, vcpu->error says why
 */
struct member {
	struct crew *crew;
	struct vcpu *vcpu;
	pthread_t thread;
	uint64_t round_first;
	uint64_t begin;
	uint64_t first;
	uint64_t done;
	uint64_t last;
	unsigned int rounds;
	int slept;
	uint64_t seen[GUEST_OP_idt_fault + 1];
	int ended;
	int failed;
};

/**
 * struct crew - the threads of a machine
 * @machine: whose vCPUs they run
 * @members: one per vCPU
 * @started: threads that exist
 * @active: members 0 to active - 1 take part in the round
 * @counted: the round runs the counted program, not the asks
 * @quit: threads end instead of running a round
 * @begin: all threads and the caller meet here before a round
 * @end: and here after it
 */
struct crew {
	struct machine *machine;
	struct member *members;
	unsigned int started;
	unsigned int active;
	int counted;
	int quit;
	pthread_barrier_t begin;
	pthread_barrier_t end;
};

/* 0, or -1 after a message on stderr; crew_stop() only after 0. */
int crew_start(struct crew *crew, struct machine *machine);
void crew_stop(struct crew *crew);
/*
 * Run the programs of the first @active vCPUs to their end. -1 if one of them
 * failed or did not do what it should, after a message on stderr.
 */
int crew_round(struct crew *crew, unsigned int active, int counted);

#endif /* EXITGEN_CREW_H */
