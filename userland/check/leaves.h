/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_LEAVES_H
#define KVM_EXITSTAT_LEAVES_H

#include "check/check.h"

/* The questions, in the order in which the guest asks them. */
enum question {
	ASK_INTERFACE, ASK_TSC, ASK_EXITS_OF_CPUID, ASK_EXITS_OF_IO, ASK_EXITS_OF_HLT,
	ASK_ALL_EXITS, ASK_CYCLES_OF_HLT, ASK_CYCLES_OF_CPUID, ASK_ALL_CYCLES, ASK_UNDEFINED,
	ASK_TSC_AGAIN, NR_QUESTIONS
};

/* The four registers of an answer. */
struct answer {
	u32 eax, ebx, ecx, edx;
};

/* What the guest gets from CPUID leaves 0x4FFFFFFA to 0x4FFFFFFF is what the files say. */
int check_leaves(struct check *c, struct failure *f);

/*
 * The answers against what the files said before the first question and after the last;
 * @year as in the parameter exit_stats_leaves, 2021 for any that is not known.
 */
void judge_leaves(struct findings *found, const struct host *host, unsigned int year,
		  const struct answer answers[NR_QUESTIONS], const struct look *before,
		  const struct look *after);

#endif
