// SPDX-License-Identifier: GPL-2.0-only
#include <asm/prctl.h>
#include <cpuid.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "model/names.h"
#include "model/reasons.h"
#include "sources/source_cpuid.h"
#include "sources/stamp.h"

#define LEAF_TSC_KHZ		0x4FFFFFFAu
#define LEAF_DESCRIPTION	0x4FFFFFFBu

#define KNOWN_VERSION		1
#define VENDOR_INTEL		1
#define VENDOR_AMD		2
#define UNDEFINED		0xFFFFFFFFu

/* All numbers that a vendor's manual defines lie in these ranges. */
struct range {
	u32 first, last;
};

static const struct range vmx_ranges[] = { { 0, 127 } };
static const struct range svm_ranges[] = {
	{ 0, 0xbf }, { 0x400, 0x40f }, { (u32)-2, (u32)-1 },
};

struct registers cpuid_instruction(u32 eax, u32 ecx)
{
	struct registers r;

	__cpuid_count(eax, ecx, r.eax, r.ebx, r.ecx, r.edx);
	return r;
}

/* CPUID faulting switched on for this process: the instruction would kill it. */
static bool cpuid_faults(void)
{
	return syscall(SYS_arch_prctl, ARCH_GET_CPUID, 0) == 0;
}

static bool is_signature(const struct registers *r)
{
	char text[12];

	memcpy(text, &r->ebx, 4);
	memcpy(text + 4, &r->ecx, 4);
	memcpy(text + 8, &r->edx, 4);
	return !memcmp(text, "KVMExitStats", sizeof(text));
}

static bool in_guest(cpuid_fn ask)
{
	return ask(1, 0).ecx >> 31;
}

static void choose_numbers(struct leaves *l)
{
	static const struct {
		u32 all_exits, all_cycles, reason_exits, reason_cycles;
	} leaf[] = {
		[NUMBERING_2021] = { 0x4FFFFFFF, 0x4FFFFFFE, 0x4FFFFFFD, 0x4FFFFFFC },
		[NUMBERING_2022] = { 0x4FFFFFFC, 0x4FFFFFFD, 0x4FFFFFFE, 0x4FFFFFFF },
		[NUMBERING_2020] = { 0x4FFFFFFF, 0x4FFFFFFF, 0x4FFFFFFE, 0x4FFFFFFC },
	};

	l->all_exits = leaf[l->numbering].all_exits;
	l->all_cycles = leaf[l->numbering].all_cycles;
	l->reason_exits = leaf[l->numbering].reason_exits;
	l->reason_cycles = leaf[l->numbering].reason_cycles;
}

static void describe(struct leaves *l, u32 description)
{
	struct registers facts = l->ask(LEAF_TSC_KHZ, 0);
	u32 vendor = description >> 16 & 3;

	l->version = description & 0xff;
	l->host_wide = description >> 8 & 1;
	l->numbering = description >> 9 & 1 ? NUMBERING_2022 :
		       description >> 10 & 1 ? NUMBERING_2020 : NUMBERING_2021;
	l->isa = vendor == VENDOR_INTEL ? ISA_VMX : vendor == VENDOR_AMD ? ISA_SVM : ISA_UNKNOWN;
	l->tsc_khz = facts.eax;
	l->epoch = facts.edx;
	choose_numbers(l);
}

int leaves_open(struct leaves *l, cpuid_fn ask, struct failure *f)
{
	struct registers r;

	memset(l, 0, sizeof(*l));
	l->ask = ask;
	if (cpuid_faults())
		return fail(f, "%s: run it without %s", "CPUID is switched off for this process",
			    "arch_prctl(ARCH_SET_CPUID)");
	r = ask(LEAF_DESCRIPTION, 0);
	if (!is_signature(&r)) {
		if (in_guest(ask))
			return fail(f, "%s: %s", "this guest's host offers no exit statistics",
				    "it needs the modules of kvm-exits with exit_stats_cpuid=1");
		return fail(f, "this is not a guest: run 'kvm-exitstat' without 'guest' on a host");
	}
	describe(l, r.eax);
	if (l->isa == ISA_UNKNOWN)
		return fail(f, "CPUID leaf 0x4ffffffb: unknown vendor (EAX %#x): use a newer %s",
			    r.eax, PROGRAM);
	return 0;
}

/* A sample while it is being asked for. */
struct sweep {
	const struct leaves *leaves;
	struct sample *sample;
	u32 scope;
};

static struct registers ask(struct sweep *w, u32 leaf, u32 nr)
{
	w->sample->own_exits++;
	return w->leaves->ask(leaf, nr);
}

static u64 exits_of(const struct registers *r)
{
	return (u64)r->ebx << 32 | r->eax;
}

static u64 cycles_of(const struct registers *r)
{
	return (u64)r->ebx << 32 | r->ecx;
}

static u32 intern(enum isa isa, u32 nr, const char *name)
{
	char text[16], unnamed[16];

	format_reason_nr(text, sizeof(text), isa, nr);
	/* As the host calls a reason that its kernel has no name for. */
	snprintf(unnamed, sizeof(unnamed), "0x%x", nr);
	if (!name)
		name = unnamed;
	return reason_intern(text, strlen(text), name, strlen(name));
}

/* The manuals reserve some numbers: without a name and exits they are no reason. */
static void ask_reason(struct sweep *w, u32 nr)
{
	const struct leaves *l = w->leaves;
	const char *name = reason_name_of(l->isa, nr);
	struct registers exits = ask(w, l->reason_exits, nr), cycles;
	struct row *row;

	if (exits.edx == UNDEFINED || (!exits_of(&exits) && !name))
		return;
	row = sample_add_row(w->sample, w->scope, intern(l->isa, nr, name));
	row->value[COL_EXITS] = exits_of(&exits);
	if (!row->value[COL_EXITS])
		return;
	cycles = ask(w, l->reason_cycles, nr);
	row->value[COL_KERNEL] = cycles_of(&cycles);
}

static u64 minus(u64 a, u64 b)
{
	return a > b ? a - b : 0;
}

/* The number that ends with the 32 bits of @low and is next to @value. */
static u64 near(u32 low, u64 value)
{
	return value + (s64)(int)(low - (u32)value);
}

/*
 * Exits that no reason's leaf shows, such as codes the host has no slot for.
 * The total was read before the rows and the rows can only have grown since, so
 * this never claims too many. @questions were asked in between.
 */
static void add_other(struct sweep *w, u64 exits, u64 cycles, u64 questions)
{
	u64 sum[NR_COLUMNS] = { 0 };
	struct row *row;

	for (size_t i = 0; i < w->sample->nr_rows; i++)
		add_values(sum, w->sample->rows[i].value);
	if (w->leaves->numbering == NUMBERING_2020)
		exits = near(exits, sum[COL_EXITS] - questions);
	exits = minus(exits + questions, sum[COL_EXITS]);
	if (!exits)
		return;
	row = sample_add_row(w->sample, w->scope, reason_intern("-", 1, "OTHER", 5));
	row->value[COL_EXITS] = exits;
	row->value[COL_KERNEL] = minus(cycles, sum[COL_KERNEL]);
}

void leaves_read(const struct leaves *l, struct sample *s)
{
	const struct range *ranges = l->isa == ISA_VMX ? vmx_ranges : svm_ranges;
	size_t nr_ranges = l->isa == ISA_VMX ? ARRAY_SIZE(vmx_ranges) : ARRAY_SIZE(svm_ranges);
	u32 cpuid_nr = cpuid_reason(l->isa);
	struct sweep w = { .leaves = l, .sample = s };
	struct scope_key key = HOST_SCOPE;
	struct registers cycles, exits;

	sample_clear(s);
	s->isa = l->isa;
	s->tsc_khz = l->tsc_khz;
	s->format = l->version;
	s->epoch = l->epoch;
	s->columns = COLUMN_BIT(COL_EXITS) | COLUMN_BIT(COL_KERNEL);
	if (!l->host_wide)
		key.kind = SCOPE_GUEST;
	w.scope = sample_scope(s, key);
	stamp(s);
	cycles = ask(&w, l->all_cycles, 0);
	exits = ask(&w, l->all_exits, 0);
	ask_reason(&w, cpuid_nr);
	for (size_t i = 0; i < nr_ranges; i++)
		for (u32 nr = ranges[i].first; ; nr++) {
			if (nr != cpuid_nr)
				ask_reason(&w, nr);
			if (nr == ranges[i].last)
				break;
		}
	add_other(&w, exits_of(&exits), cycles_of(&cycles), 1);
	sample_finish(s);
}
