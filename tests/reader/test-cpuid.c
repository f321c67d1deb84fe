// SPDX-License-Identifier: GPL-2.0-only
/*
 * The encoding of the leaves, with the answers given here: counts beyond 2^32
 * would take hours to make in a real guest.
 */
#include "model/difference.h"
#include "model/names.h"
#include "model/reasons.h"
#include "sources/source_cpuid.h"
#include "tap.h"

#define SIGNATURE	.ebx = 0x454d564b, .ecx = 0x53746978, .edx = 0x73746174

static u32 description;
static u32 epoch;
static u64 all_exits;
static bool signature_given, hypervisor;

static struct registers pair(u64 v, bool cycles)
{
	struct registers r = { .ebx = v >> 32 };

	if (cycles)
		r.ecx = v;
	else
		r.eax = v;
	return r;
}

static struct registers reason(u32 nr, bool cycles)
{
	bool intel = (description >> 16 & 3) == 1;

	if (nr == (intel ? 10 : 0x72))
		return pair(cycles ? 0x500000007ULL : 0x200000003ULL, cycles);
	if (nr == (intel ? 12 : (u32)-1))
		return pair(cycles ? 90 : 9, cycles);
	if (intel ? nr == 35 || nr > 85 : nr == 0xa7)
		return (struct registers){ .edx = 0xffffffff };
	return (struct registers){ 0 };
}

static struct registers answer(u32 eax, u32 ecx)
{
	bool late = description >> 9 & 1, both = description >> 10 & 1;

	if (eax == 1)
		return (struct registers){ .ecx = (u32)hypervisor << 31 };
	if (eax == 0x4FFFFFFB && signature_given)
		return (struct registers){ .eax = description, SIGNATURE };
	if (eax == 0x4FFFFFFA)
		return (struct registers){ .eax = 2000000, .edx = epoch };
	if (both && eax == 0x4FFFFFFF)
		return (struct registers){ all_exits, 0x5, 0x61, 0 };
	if (both && eax == 0x4FFFFFFE)
		return reason(ecx, false);
	if (eax == (late ? 0x4FFFFFFC : 0x4FFFFFFF))
		return pair(all_exits, false);
	if (eax == (late ? 0x4FFFFFFD : 0x4FFFFFFE))
		return pair(0x500000061ULL, true);
	if (eax == (late ? 0x4FFFFFFE : 0x4FFFFFFD))
		return reason(ecx, false);
	if (eax == (late ? 0x4FFFFFFF : 0x4FFFFFFC))
		return reason(ecx, true);
	return (struct registers){ 1, 2, 3, 4 };
}

static const struct row *row_of(const struct sample *s, const char *name)
{
	for (size_t i = 0; i < s->nr_rows; i++)
		if (!strcmp(reason_name(s->rows[i].reason), name))
			return &s->rows[i];
	return NULL;
}

static void is_row(const struct sample *s, const char *name, const char *nr, u64 exits, u64 cycles)
{
	const struct row *row = row_of(s, name);

	if (!tap_ok(!!row, name))
		return;
	tap_is_text(reason_nr(row->reason), nr, "its number");
	tap_is_u64(row->value[COL_EXITS], exits, "its exits");
	tap_is_u64(row->value[COL_KERNEL], cycles, "its cycles");
}

static void test_numbering(u32 word, const char *name)
{
	struct sample s = { 0 };
	struct failure f;
	struct leaves l;

	description = word;
	all_exits = 0x20000000bULL;	/* the rows' sum less the question for CPUID */
	tap_ok(leaves_open(&l, answer, &f) == 0, name);
	tap_is_u64(l.tsc_khz, 2000000, "frequency");
	leaves_read(&l, &s);
	tap_is_u64(s.nr_rows, 65, "the 65 reasons that have a name");
	is_row(&s, "CPUID", "10", 0x200000003ULL, 0x500000007ULL);
	is_row(&s, "HLT", "12", 9, 90);
	tap_ok(!row_of(&s, "OTHER"), "nothing is left for OTHER");
	tap_is_u64(s.scopes[0].total[COL_EXITS], 0x20000000cULL, "total exits");
	tap_is_u64(s.scopes[0].total[COL_KERNEL], 0x500000061ULL, "total cycles");
	tap_is_u64(s.own_exits, 132, "2 totals, 128 numbers, 2 with cycles");
	sample_free(&s);
}

/* The counters of another host: not a smaller number tells it but its epoch. */
static void test_epoch(void)
{
	struct sample before = { 0 }, after = { 0 }, d = { 0 };
	struct failure f;
	struct leaves l;

	description = 1 << 16 | 1;
	all_exits = 0x20000000bULL;
	epoch = 7;
	leaves_open(&l, answer, &f);
	leaves_read(&l, &before);
	leaves_read(&l, &after);
	sample_difference(&before, &after, &d);
	tap_is_u64(d.scopes[0].restarted, 0, "the same epoch: no restart");
	tap_is_u64(d.scopes[0].total[COL_EXITS], 0, "nothing new");
	epoch = 8;
	leaves_open(&l, answer, &f);
	leaves_read(&l, &after);
	sample_difference(&before, &after, &d);
	tap_is_u64(d.scopes[0].restarted, 1, "another epoch: a restart");
	tap_is_u64(d.scopes[0].total[COL_EXITS], 0x20000000cULL, "all is new");
	tap_is_u64(d.scopes[0].duration_ns, 0, "since when is not known");
	sample_free(&before);
	sample_free(&after);
	sample_free(&d);
}

static void test_amd(void)
{
	struct sample s = { 0 };
	struct failure f;
	struct leaves l;

	description = 2 << 16 | 1 << 8 | 1;
	all_exits = 0x20000000bULL + 5;
	tap_ok(leaves_open(&l, answer, &f) == 0, "AMD");
	tap_ok(l.host_wide, "host-wide");
	leaves_read(&l, &s);
	is_row(&s, "cpuid", "0x72", 0x200000003ULL, 0x500000007ULL);
	is_row(&s, "invalid_guest_state", "-1", 9, 90);
	is_row(&s, "OTHER", "-", 5, 0);
	tap_is_u64(s.scopes[0].key.kind, SCOPE_HOST, "the scope is the host");
	sample_free(&s);
}

static void refused(bool in_guest, bool signed_, u32 word, const char *wanted)
{
	struct failure f = { "" };
	struct leaves l;

	hypervisor = in_guest;
	signature_given = signed_;
	description = word;
	tap_ok(leaves_open(&l, answer, &f) == -1, "refused");
	tap_is_text(f.text, wanted, wanted);
	signature_given = true;
}

int main(void)
{
	signature_given = true;
	hypervisor = true;
	test_numbering(1 << 16 | 1, "numbering 2021");
	test_numbering(1 << 16 | 1 << 9 | 1, "numbering 2022");
	test_numbering(1 << 16 | 1 << 10 | 1, "numbering 2020, whose total has 32 bits");
	test_epoch();
	test_amd();
	refused(true, false, 0x10001,
		"this guest's host offers no exit statistics: it needs the modules of kvm-exits with exit_stats_cpuid=1");
	refused(false, false, 0x10001,
		"this is not a guest: run 'kvm-exitstat' without 'guest' on a host");
	refused(true, true, 0x30001,
		"CPUID leaf 0x4ffffffb: unknown vendor (EAX 0x30001): use a newer kvm-exitstat");
	return tap_done();
}
