/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SOURCE_CPUID_H
#define KVM_EXITSTAT_SOURCE_CPUID_H

#include "model/model.h"

struct registers {
	u32 eax, ebx, ecx, edx;
};

/* How to ask: the instruction, or what a test answers in its place. */
typedef struct registers (*cpuid_fn)(u32 eax, u32 ecx);

struct registers cpuid_instruction(u32 eax, u32 ecx);

/* Which leaf answers what; 2020 has one for both totals, exits in 32 bits. */
enum numbering { NUMBERING_2021, NUMBERING_2022, NUMBERING_2020 };

/* What leaf 0x4FFFFFFB says about the others, and the leaves by meaning. */
struct leaves {
	cpuid_fn ask;
	enum isa isa;
	u64 tsc_khz;
	u32 version;
	bool host_wide;
	enum numbering numbering;
	u32 epoch;		/* another one: the counters have begun anew; 0: not told */
	u32 all_exits, all_cycles, reason_exits, reason_cycles;
};

/* Check the signature and read the description; the failure says what to do. */
int leaves_open(struct leaves *l, cpuid_fn ask, struct failure *f);

/*
 * One sample through the leaves. It cannot be one moment: each question is an
 * exit itself. The CPUID reason is asked first, right after the total, so that
 * what the program adds stays out of this sample and comes into the next; it is
 * counted in own_exits.
 */
void leaves_read(const struct leaves *l, struct sample *s);

#endif
