// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/leaves.h"
#include "check/sysfs.h"
#include "model/names.h"
#include "vmm/kinds.h"

#define PARAMETERS	"/sys/module/kvm/parameters/"
#define LEAF(last)	(0x4ffffff0 | (last))
#define UNDEFINED	0x7fffffff	/* a reason of no manual */
#define VERSION_OF_LEAVES 1

/* Which leaf answers what, by the module's parameter. */
struct numbering {
	unsigned int year;
	u32 all_exits, all_cycles, exits_of, cycles_of;
	u32 bit;		/* in the EAX of 0x4FFFFFFB */
};

static const struct numbering numberings[] = {
	{ 2021, LEAF(0xf), LEAF(0xe), LEAF(0xd), LEAF(0xc), 0 },
	{ 2022, LEAF(0xc), LEAF(0xd), LEAF(0xe), LEAF(0xf), 1 << 9 },
	{ 2020, LEAF(0xf), LEAF(0xf), LEAF(0xe), LEAF(0xc), 1 << 10 },
};

static unsigned int numbering_of_module(void)
{
	char text[16];

	return sysfs_text(PARAMETERS "exit_stats_leaves", text, sizeof(text)) ? atoi(text) : 0;
}

static const struct numbering *find_numbering(unsigned int year)
{
	for (size_t i = 1; i < ARRAY_SIZE(numberings); i++)
		if (numberings[i].year == year)
			return &numberings[i];
	return &numberings[0];
}

/* The VM's own numbers, whatever other VMs get. */
static bool has_leaves(const struct check *c)
{
	char file[64], text[16];
	struct failure ignored;

	snprintf(file, sizeof(file), "vm/%s/cpuid", name_text(c->subject.name));
	if (!debugfs_write(&c->debugfs, file, "1", &ignored))
		return true;
	return sysfs_text(PARAMETERS "exit_stats_cpuid", text, sizeof(text)) && !strcmp(text, "1");
}

#define NO_ANSWER	UINT64_MAX

/* How an answer says a number of exits, and of cycles; NO_ANSWER where a register is wrong. */
static u64 answer_exits(const struct answer *a)
{
	return a->ecx || a->edx ? NO_ANSWER : a->eax | (u64)a->ebx << 32;
}

static u64 answer_cycles(const struct answer *a)
{
	return a->eax || a->edx ? NO_ANSWER : a->ecx | (u64)a->ebx << 32;
}

static int ask(struct check *c, const struct numbering *n, struct answer answers[NR_QUESTIONS],
	       struct failure *f)
{
	const struct host *host = &c->subject.host;
	const u64 cpuid = kind_cpuid_reason(host), io = kind_done_reason(host);
	const u64 hlt = kind_find("hlt", 3)->reason[host->isa];
	const u64 questions[NR_QUESTIONS] = {
		[ASK_INTERFACE] = LEAF(0xb), [ASK_TSC] = LEAF(0xa), [ASK_TSC_AGAIN] = LEAF(0xa),
		[ASK_EXITS_OF_CPUID] = n->exits_of | cpuid << 32,
		[ASK_EXITS_OF_IO] = n->exits_of | io << 32,
		[ASK_EXITS_OF_HLT] = n->exits_of | hlt << 32,
		[ASK_ALL_EXITS] = n->all_exits, [ASK_ALL_CYCLES] = n->all_cycles,
		[ASK_CYCLES_OF_HLT] = n->cycles_of | hlt << 32,
		[ASK_CYCLES_OF_CPUID] = n->cycles_of | cpuid << 32,
		[ASK_UNDEFINED] = n->exits_of | (u64)UNDEFINED << 32,
	};
	struct step steps[NR_QUESTIONS];

	for (int i = 0; i < NR_QUESTIONS; i++)
		steps[i] = (struct step) { GUEST_OP_ask, 1, questions[i] };
	if (subject_pass(&c->subject, 0, steps, NR_QUESTIONS, NULL, f))
		return -1;
	for (int i = 0; i < NR_QUESTIONS; i++) {
		const struct guest_entry *entry = subject_entry(&c->subject, 0, i);

		answers[i] = (struct answer) {
			entry->out[0], entry->out[1], entry->out[2], entry->out[3],
		};
	}
	return 0;
}

/* 2020 has both totals in one answer. */
static struct answer only_exits(const struct numbering *n, struct answer a)
{
	if (n->all_exits == n->all_cycles)
		a.ebx = a.ecx = 0;
	return a;
}

static struct answer only_cycles(const struct numbering *n, struct answer a)
{
	if (n->all_exits == n->all_cycles)
		a.eax = 0;
	return a;
}

static void judge_interface(struct findings *found, const struct host *host,
			    const struct numbering *n, const struct answer *answers)
{
	const struct answer *a = &answers[ASK_INTERFACE], *tsc = &answers[ASK_TSC];
	const u32 vendor = host->isa == HOST_VMX ? 1 : 2;
	const u32 interface = VERSION_OF_LEAVES | n->bit | vendor << 16;

	find(found, UNIT_HEX, interface, interface, a->eax, "leaf 4ffffffb: version and vendor");
	find(found, UNIT_COUNT, 3, 3, (a->ebx == 0x454d564b) + (a->ecx == 0x53746978) +
	     (a->edx == 0x73746174), "leaf 4ffffffb: registers of \"KVMExitStats\"");
	find(found, UNIT_COUNT, found->tsc_khz, found->tsc_khz, answer_exits(&(struct answer) {
		tsc->eax, tsc->ebx, tsc->ecx, 0 }), "leaf 4ffffffa: kHz of the TSC");
	find(found, UNIT_HEX, 1, UINT32_MAX, tsc->edx, "leaf 4ffffffa: a number of the VM's own");
	find(found, UNIT_COUNT, 1, 1, !memcmp(tsc, &answers[ASK_TSC_AGAIN], sizeof(*tsc)),
	     "leaf 4ffffffa: the same a second time");
}

static void judge_exits(struct findings *found, const struct host *host,
			const struct numbering *n, const struct answer *answers,
			const struct look *before, const struct look *after)
{
	const u32 cpuid = kind_cpuid_reason(host), io = kind_done_reason(host);
	const u32 hlt = kind_find("hlt", 3)->reason[host->isa];
	const u64 asked = look_row(before, cpuid, COL_EXITS) + ASK_EXITS_OF_CPUID + 1;
	const struct answer all = only_exits(n, answers[ASK_ALL_EXITS]);
	const struct answer *none = &answers[ASK_UNDEFINED];
	u64 now;

	find(found, UNIT_COUNT, asked, asked, answer_exits(&answers[ASK_EXITS_OF_CPUID]),
	     "leaf %x: exits of CPUID", n->exits_of);
	now = look_row(before, io, COL_EXITS);
	find(found, UNIT_COUNT, now, now, answer_exits(&answers[ASK_EXITS_OF_IO]),
	     "leaf %x: exits of port I/O", n->exits_of);
	now = look_row(before, hlt, COL_EXITS);
	find(found, UNIT_COUNT, now, now, answer_exits(&answers[ASK_EXITS_OF_HLT]),
	     "leaf %x: exits of HLT", n->exits_of);
	/* Interrupts may come at any time; behind the question are others and the OUT. */
	find(found, UNIT_COUNT, look_total(before, COL_EXITS) + ASK_ALL_EXITS + 1,
	     look_total(after, COL_EXITS) - (NR_QUESTIONS - ASK_ALL_EXITS), answer_exits(&all),
	     "leaf %x: all exits", n->all_exits);
	find(found, UNIT_COUNT, 1, 1, !none->eax && !none->ebx && !none->ecx &&
	     none->edx == UINT32_MAX, "leaf %x: a reason that is none", n->exits_of);
}

static void judge_cycles(struct findings *found, const struct host *host,
			 const struct numbering *n, const struct answer *answers,
			 const struct look *before, const struct look *after)
{
	const u32 cpuid = kind_cpuid_reason(host), io = kind_done_reason(host);
	const u32 hlt = kind_find("hlt", 3)->reason[host->isa];
	const struct answer all = only_cycles(n, answers[ASK_ALL_CYCLES]);
	const u64 now = look_row(before, hlt, COL_KERNEL);

	find(found, UNIT_CYCLES, now, now, answer_cycles(&answers[ASK_CYCLES_OF_HLT]),
	     "leaf %x: KVM's time for HLT", n->cycles_of);
	find(found, UNIT_CYCLES, look_row(before, cpuid, COL_KERNEL),
	     look_row(after, cpuid, COL_KERNEL), answer_cycles(&answers[ASK_CYCLES_OF_CPUID]),
	     "leaf %x: KVM's time for CPUID", n->cycles_of);
	/* The OUTs at which the vCPUs wait are not over, and in no leaf yet. */
	find(found, UNIT_CYCLES,
	     look_total(before, COL_KERNEL) - look_row(before, io, COL_KERNEL),
	     look_total(after, COL_KERNEL), answer_cycles(&all), "leaf %x: KVM's time",
	     n->all_cycles);
}

void judge_leaves(struct findings *found, const struct host *host, unsigned int year,
		  const struct answer answers[NR_QUESTIONS], const struct look *before,
		  const struct look *after)
{
	const struct numbering *n = find_numbering(year);

	judge_interface(found, host, n, answers);
	judge_exits(found, host, n, answers, before, after);
	judge_cycles(found, host, n, answers, before, after);
}

int check_leaves(struct check *c, struct failure *f)
{
	const unsigned int year = numbering_of_module();
	struct look before = { 0 }, after = { 0 };
	struct answer answers[NR_QUESTIONS];
	int result;

	if (!has_leaves(c)) {
		leave_out(&c->findings, "the guest's leaves",
			  "kvm.exit_stats_cpuid is not 1, and a VM's own switch cannot be written");
		return 0;
	}
	result = check_look(c, &before, NULL, f) || ask(c, find_numbering(year), answers, f) ||
		 check_look(c, &after, &before, f);
	if (!result)
		judge_leaves(&c->findings, &c->subject.host, year, answers, &before, &after);
	look_free(&before);
	look_free(&after);
	return result ? -1 : 0;
}
