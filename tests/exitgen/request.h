/* SPDX-License-Identifier: GPL-2.0-only */
/* What the command line asks for. */
#ifndef EXITGEN_REQUEST_H
#define EXITGEN_REQUEST_H

#include <stdint.h>

#include "vmm/kinds.h"

#define REQUEST_COUNTS	32
#define REQUEST_ASKS	64
#define REQUEST_CPUS	1024

/* How the guest executes CPUID for the asks. */
enum ask_by { ASK_BY_EXIT, ASK_BY_PREFIX, ASK_BY_REAL_MODE, ASK_BY_GUEST };

/* What becomes of a vCPU whose page is withheld. */
enum withhold_as { WITHHOLD_SLEEP, WITHHOLD_APIC, WITHHOLD_HALT, WITHHOLD_GUEST };

/**
 * struct request - one run
 * @counts: kinds in the order given, each at most once; exits per vCPU
 * @asks: CPUID leaves to print, indexes @first to @last
 * @ask_by: how the guest asks
 * @withhold_as: how each first touch of memory waits
 * @withhold_ms: how long, 0 for not at all
 * @spin: how often each vCPU reads its clock, without an exit, before it makes some
 * @vcpus: number of vCPUs
 * @cpus: physical CPUs to pin to, vCPU i to cpus[i % cpus_used]
 * @halt_ms: how long each halt-wake lasts at least
 * @user_sleep_ms: pause in userspace on each vCPU's first io or io-in
 * @until: both last until there is this file as well, or NULL
 * @timeout: give up after so many seconds; 0 for never
 * @list: print the kinds and end
 * @hold: keep the VM until a line or the end of standard input
 * @statistics: print each vCPU's binary statistics
 * @readers: threads that read them while the guests run
 * @bench: measure the one kind in @counts
 */
struct request {
	struct request_count {
		const struct kind *kind;
		uint64_t count;
	} counts[REQUEST_COUNTS];
	struct request_ask {
		uint32_t leaf;
		uint32_t first;
		uint32_t last;
	} asks[REQUEST_ASKS];
	enum ask_by ask_by;
	enum withhold_as withhold_as;
	unsigned int withhold_ms;
	uint64_t spin;
	unsigned int cpus[REQUEST_CPUS];
	unsigned int counts_used;
	unsigned int asks_used;
	unsigned int cpus_used;
	unsigned int vcpus;
	unsigned int halt_ms;
	unsigned int user_sleep_ms;
	const char *until;
	unsigned int timeout;
	int list;
	int hold;
	int statistics;
	unsigned int readers;
	int bench;
};

/* Fills @request or, with --help or on a mistake, prints and exits (0 or 2). */
void request_parse(struct request *request, int argc, char **argv);

/* How many of @kind each vCPU makes. */
uint64_t request_count(const struct request *request, const struct kind *kind);
/* Same for all kinds that have one of these KIND_* flags. */
uint64_t request_count_flags(const struct request *request, unsigned int flags);
/* CPUID instructions that all asks take. */
uint64_t request_asked(const struct request *request);

#endif /* EXITGEN_REQUEST_H */
