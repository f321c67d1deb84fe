// SPDX-License-Identifier: GPL-2.0-only
/* What `check` makes of what it has seen: right is ok, and each thing that is wrong is FAILED. */
#include "check/conserved.h"
#include "check/counts.h"
#include "check/leaves.h"
#include "check/page.h"
#include "check/phases.h"
#include "check/steal.h"
#include "model/names.h"
#include "tap.h"

#define MS	1000000ULL	/* cycles, at 1 GHz */

static const struct host svm = {
	.isa = HOST_SVM, .two_dimensional = 1, .accessed_bits = 1, .real_mode = 1,
};

static struct findings found;

static void set(struct look *l, const char *nr, const char *name, u64 exits, u64 kernel)
{
	const u32 scope = sample_scope(&l->sample, VM_SCOPE(name_intern("1-2", 3)));
	struct row *row = sample_add_row(&l->sample, scope,
					 reason_intern(nr, strlen(nr), name, strlen(name)));

	row->value[COL_EXITS] = exits;
	row->value[COL_KERNEL] = kernel;
}

/* A VM that has made so many CPUID, HLT and port exits. */
static struct look look_of(u64 at_ms, u64 cpuid, u64 hlt, u64 io)
{
	struct look l = { .before = at_ms * MS, .after = at_ms * MS + 1 };

	l.sample.isa = ISA_SVM;
	set(&l, "0x72", "cpuid", cpuid, cpuid * 10);
	set(&l, "0x78", "hlt", hlt, hlt * 20);
	set(&l, "0x7b", "io", io, io * 30);
	sample_finish(&l.sample);
	return l;
}

/* Its rows are taken for the VM's own only if that is not older than the VM. */
static void test_ours(void)
{
	struct look l = look_of(1, 10, 20, 30);
	struct failure f;

	l.sample.scopes[0].since = 5000;
	tap_ok(!check_is_ours(&l, 5000, &f), "a VM that began when ours did");
	tap_ok(!check_is_ours(&l, 4999, &f), "a VM that began later");
	tap_ok(check_is_ours(&l, 5001, &f) && strstr(f.text, "another VM"), "an older one is another");
	look_free(&l);
}

static void begin(void)
{
	findings_free(&found);
	found.tsc_khz = 1000000;
}

/* So many were ok, and so many failed; the status goes by that. */
static void verdict(u64 passed, u64 failed, const char *name)
{
	char text[128];

	snprintf(text, sizeof(text), "%s: passed", name);
	tap_is_u64(findings_with(&found, OUTCOME_OK), passed, text);
	snprintf(text, sizeof(text), "%s: failed", name);
	tap_is_u64(findings_with(&found, OUTCOME_FAILED), failed, text);
	snprintf(text, sizeof(text), "%s: status", name);
	tap_is_u64(findings_status(&found), failed ? STATUS_FAILED : STATUS_OK, text);
}

static void test_counts(void)
{
	struct look before = look_of(1, 10, 20, 30), after = look_of(2, 1010, 20, 31);
	struct look more = look_of(2, 1011, 20, 31), fewer = look_of(2, 1009, 20, 31);
	struct look idle = look_of(2, 10, 21, 31);
	struct tally made = { .used = 0 }, halts = { .used = 0 };

	tally_add(&made, 0x72, 1000, 0);
	tally_add(&made, 0x7b, 1, 0);
	begin();
	judge_counts(&found, &svm, "cpuid", &made, &before, &after);
	verdict(1, 0, "exactly as many");
	tap_is_text(found.list[0].what, "exits of cpuid: cpuid", "what it is of");
	begin();
	judge_counts(&found, &svm, "cpuid", &made, &before, &more);
	verdict(0, 1, "one too many");
	begin();
	judge_counts(&found, &svm, "cpuid", &made, &before, &fewer);
	verdict(0, 1, "one is missing");
	begin();
	made.rows[0].at_least = 1;
	judge_counts(&found, &svm, "page", &made, &before, &more);
	judge_counts(&found, &svm, "page", &made, &before, &fewer);
	verdict(1, 1, "at least as many");

	set(&idle, "0xa6", "idle-halt", 4, 0);
	sample_finish(&idle.sample);
	tally_add(&halts, 0x78, 5, 0);
	begin();
	judge_counts(&found, &svm, "halt-wake", &halts, &before, &idle);
	verdict(1, 0, "idle HLT is HLT");
	look_free(&before);
	look_free(&after);
	look_free(&more);
	look_free(&fewer);
	look_free(&idle);
}

/* The answers of a VM that is as before(), asked as check does. */
static void right_answers(struct answer a[NR_QUESTIONS])
{
	memset(a, 0, NR_QUESTIONS * sizeof(*a));
	a[ASK_INTERFACE] = (struct answer) { 0x20001, 0x454d564b, 0x53746978, 0x73746174 };
	a[ASK_TSC] = a[ASK_TSC_AGAIN] = (struct answer) { 1000000, 0, 0, 77 };
	a[ASK_EXITS_OF_CPUID].eax = 10 + 3;
	a[ASK_EXITS_OF_IO].eax = 30;
	a[ASK_EXITS_OF_HLT].eax = 20;
	a[ASK_ALL_EXITS].eax = 60 + 6;
	a[ASK_CYCLES_OF_HLT].ecx = 400;
	a[ASK_CYCLES_OF_CPUID].ecx = 150;
	a[ASK_ALL_CYCLES].ecx = 1500;
	a[ASK_UNDEFINED].edx = UINT32_MAX;
}

#define LEAF_CHECKS	13

static void test_leaves(void)
{
	struct look before = look_of(1, 10, 20, 30), after = look_of(2, 21, 20, 31);
	struct answer a[NR_QUESTIONS];

	begin();
	right_answers(a);
	judge_leaves(&found, &svm, 2021, a, &before, &after);
	verdict(LEAF_CHECKS, 0, "each leaf is right");
	/* One register after the other: no question has one that may be anything. */
	for (int question = 0; question < NR_QUESTIONS; question++) {
		for (int r = 0; r < 4; r++) {
			char name[64];

			right_answers(a);
			((u32 *)&a[question])[r] ^= 0x40000000;
			begin();
			judge_leaves(&found, &svm, 2021, a, &before, &after);
			snprintf(name, sizeof(name), "register %d of question %d is wrong", r, question);
			tap_ok(findings_status(&found) == STATUS_FAILED, name);
		}
	}
	right_answers(a);
	a[ASK_INTERFACE].eax |= 1 << 10;
	a[ASK_ALL_EXITS].ecx = 1400;
	a[ASK_ALL_CYCLES].eax = 66;
	begin();
	judge_leaves(&found, &svm, 2020, a, &before, &after);
	verdict(LEAF_CHECKS, 0, "the numbering 2020, both totals in one answer");
	look_free(&before);
	look_free(&after);
}

/* @grown: what a phase has more than before, between looks 500 ms apart. */
static struct look phases_look(struct look *before, enum column phase, u64 grown)
{
	struct look after = look_of(501, 10, 20, 30);

	after.sample.scopes[0].total[phase] = before->sample.scopes[0].total[phase] + grown;
	return after;
}

static void judge_one(void (*judge)(struct findings *, u64, const struct look *,
				    const struct look *),
		      enum column phase, u64 known, u64 grown)
{
	struct look before = look_of(1, 10, 20, 30);
	struct look after = phases_look(&before, phase, grown);

	begin();
	judge(&found, known, &before, &after);
	look_free(&before);
	look_free(&after);
}

static void test_phases(void)
{
	judge_one(judge_user, COL_USER, 300 * MS, 301 * MS);
	verdict(1, 0, "user: a little more than it slept");
	judge_one(judge_user, COL_USER, 300 * MS, 300 * MS - 1);
	verdict(0, 1, "user: less than it slept");
	judge_one(judge_user, COL_USER, 300 * MS, 501 * MS);
	verdict(0, 1, "user: more than there was");
	judge_one(judge_halted, COL_HALTED, 300 * MS, 300 * MS);
	verdict(2, 0, "halted: as long as it slept");
	judge_one(judge_halted, COL_HALTED, 300 * MS, 299 * MS);
	verdict(1, 1, "halted: less, and no steal");
	judge_one(judge_halted, COL_STEAL, 300 * MS, 300 * MS);
	verdict(1, 1, "halted: all of it is steal");
	judge_one(judge_guest, COL_GUEST, 200 * MS, 200 * MS);
	verdict(1, 0, "guest: as its clock says");
	judge_one(judge_guest, COL_STEAL, 200 * MS, 199 * MS);
	verdict(0, 1, "guest: 1 ms of it is nowhere");
}

static void test_steal(void)
{
	struct look before = look_of(1, 10, 20, 30), after = look_of(2001, 10, 20, 30);
	u64 *total = after.sample.scopes[0].total;

	total[COL_GUEST] += 500 * MS;
	total[COL_KERNEL] += 500 * MS;
	total[COL_STEAL] += 1000 * MS;
	begin();
	judge_steal(&found, 1020 * MS, 0, &before, &after);
	verdict(2, 0, "steal: nearly what the scheduler says");
	begin();
	judge_steal(&found, 1200 * MS, 0, &before, &after);
	verdict(1, 1, "steal: too little");
	begin();
	judge_steal(&found, 1200 * MS, 120 * MS, &before, &after);
	verdict(2, 0, "steal: too little, but for what was waited outside");
	begin();
	judge_steal(&found, 1200 * MS, 110 * MS, &before, &after);
	verdict(1, 1, "steal: too little with that, too");
	begin();
	judge_steal(&found, 800 * MS, 0, &before, &after);
	verdict(1, 1, "steal: too much");
	begin();
	judge_steal(&found, 800 * MS, 200 * MS, &before, &after);
	verdict(1, 1, "steal: too much, whatever was waited outside");
	total[COL_STEAL] = before.sample.scopes[0].total[COL_STEAL] + 100 * MS;
	begin();
	judge_steal(&found, 100 * MS, 0, &before, &after);
	verdict(1, 1, "steal: two on one CPU cannot have waited for so short");
	look_free(&before);
	look_free(&after);
}

static void test_conservation(void)
{
	struct scope vcpu = { .key = { SCOPE_VCPU, 1, 0, SCOPE_ANY, 0 } };
	struct look vm = look_of(1, 10, 20, 30);
	struct sample vcpus = { 0 };
	struct scope_key key = VM_SCOPE(vm.sample.scopes[0].key.vm);

	for (enum column c = COL_GUEST; c <= COL_STEAL; c++)
		vcpu.total[c] = 100 * MS;
	begin();
	judge_life(&found, &vcpu, 599 * MS, 601 * MS);
	judge_life(&found, &vcpu, 600 * MS + 600000, 700 * MS);
	verdict(2, 0, "a life: within 0.1 %");
	begin();
	judge_life(&found, &vcpu, 600 * MS + 601000, 700 * MS);
	judge_life(&found, &vcpu, 500 * MS, 600 * MS - 601000);
	verdict(0, 2, "a life: the phases are shorter, or longer");

	key.kind = SCOPE_VCPU;
	for (key.vcpu = 0; key.vcpu < 2; key.vcpu++)
		sample_add_row(&vcpus, sample_scope(&vcpus, key), reason_intern("0x72", 4, "cpuid", 5))
			->value[COL_EXITS] = 30;
	sample_finish(&vcpus);
	begin();
	judge_sums(&found, &vm.sample, &vcpus);
	verdict(2, 0, "the VM is its reasons and its vCPUs");
	vcpus.scopes[1].total[COL_EXITS]++;
	vm.sample.rows[0].value[COL_EXITS]--;
	begin();
	judge_sums(&found, &vm.sample, &vcpus);
	verdict(0, 2, "a vCPU has one exit too many, a reason one too few");
	sample_free(&vcpus);
	look_free(&vm);
}

static void page_is(void (*print)(FILE *, const struct findings *), const char *wanted,
		    const char *name)
{
	char text[4096] = "";
	FILE *out = fmemopen(text, sizeof(text), "w");

	print(out, &found);
	fclose(out);
	tap_is_text(text, wanted, name);
}

static void test_page(void)
{
	u64 off[] = { 1005, 1000, 1010 }, full[] = { 1100, 1060, 1050 };

	begin();
	add_fact(&found, "processor", "An\033[2JAMD, made up\n");
	find(&found, UNIT_COUNT, 5, 5, 5, "exits");
	find(&found, UNIT_CYCLES, 300 * MS, 301 * MS, 300500000, "user");
	find(&found, UNIT_HEX, 0x20001, 0x20001, 0x10001, "leaf");
	find(&found, UNIT_COUNT, 5, NO_BOUND, 4, "faults");
	leave_out(&found, "steal", "no schedstat");
	add_cost(&found, "off", off, 3);
	add_cost(&found, "full", full, 3);
	page_is(print_page,
		"MACHINE\n"
		"processor  An?[2JAMD, made up?\n"
		"\n"
		"CHECK                 EXPECTED      FOUND\n"
		"exits                        5          5  ok\n"
		"user    300.000ms to 301.000ms  300.500ms  ok\n"
		"leaf                   0x20001    0x10001  FAILED\n"
		"faults              at least 5          4  FAILED\n"
		"left out: steal: no schedstat\n"
		"\n"
		"CYCLES OF A CPUID EXIT  MEDIAN    90% ARE IN  MORE\n"
		"off                       1005  1000 to 1010\n"
		"full                      1060  1050 to 1100   +55\n"
		"\n"
		"2 passed, 2 failed, 1 left out\n", "the page");
	page_is(print_page_json,
		"{\"schema\":1,\"machine\":[{\"name\":\"processor\",\"value\":\"An?[2JAMD, made up?\"}],"
		"\"tsc_khz\":1000000,\"checks\":["
		"{\"check\":\"exits\",\"outcome\":\"ok\",\"unit\":\"count\",\"least\":5,\"most\":5,\"found\":5},"
		"{\"check\":\"user\",\"outcome\":\"ok\",\"unit\":\"cycles\",\"least\":300000000,"
		"\"most\":301000000,\"found\":300500000},"
		"{\"check\":\"leaf\",\"outcome\":\"FAILED\",\"unit\":\"number\",\"least\":131073,"
		"\"most\":131073,\"found\":65537},"
		"{\"check\":\"faults\",\"outcome\":\"FAILED\",\"unit\":\"count\",\"least\":5,\"most\":null,"
		"\"found\":4},"
		"{\"check\":\"steal\",\"outcome\":\"left out\",\"why\":\"no schedstat\"}],"
		"\"cpuid_exit_cycles\":[{\"level\":\"off\",\"median\":1005,\"p5\":1000,\"p95\":1010},"
		"{\"level\":\"full\",\"median\":1060,\"p5\":1050,\"p95\":1100}],"
		"\"passed\":2,\"failed\":2,\"left_out\":1}\n", "the same as JSON");
}

int main(void)
{
	test_ours();
	test_counts();
	test_leaves();
	test_phases();
	test_steal();
	test_conservation();
	test_page();
	findings_free(&found);
	names_free();
	return tap_done();
}
