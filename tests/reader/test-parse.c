// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "model/names.h"
#include "sources/parse.h"
#include "lines_of.h"
#include "tap.h"

#define COLUMNS	"nr\tname\texits\tguest\tkernel\tuser\thalted\tblocked\tsteal\tmax\tnested\tsince"
#define HEADER	COLUMNS "\n"
#define CPUID	"10\tCPUID\t5\t10\t20\t30\t40\t45\t50\t7\t1\t77\n"
#define HLT	"12\tHLT\t6\t11\t21\t31\t41\t46\t51\t9\t2\t77\n"
#define RUNNING	"-\tRUNNING\t0\t1000\t0\t0\t0\t0\t0\t0\t0\t77\n"
#define TOTAL	"-\tTOTAL\t11\t1021\t41\t61\t81\t91\t101\t9\t3\t77\n"

/* Those of the header, which are the first ones. */
#define NR_HEADER	9
#define HOST_COLUMNS	(COLUMN_BIT(NR_HEADER) - 1)

static struct sample sample;
static struct failure failure;

/* Parse @len bytes as a file called "exits" would be. */
static int parse_bytes(const char *text, size_t len)
{
	struct lines lines;
	struct parser p;
	int result;

	lines_of(&lines, text, len, "exits");
	sample_clear(&sample);
	failure.text[0] = '\0';
	parse_begin(&p, &sample, "exits", HOST_SCOPE, &failure);
	result = parse_lines(&p, &lines);
	lines_close(&lines);
	return result;
}

static int parse(const char *text)
{
	return parse_bytes(text, strlen(text));
}

static void fails(const char *text, const char *wanted, const char *name)
{
	tap_ok(parse(text) == -1, name);
	tap_is_text(failure.text, wanted, wanted);
}

static void test_good(void)
{
	tap_ok(parse(HEADER CPUID HLT RUNNING TOTAL) == 0, "a good file");
	tap_is_u64(sample.nr_scopes, 1, "one scope");
	tap_is_u64(sample.nr_rows, 2, "neither RUNNING nor TOTAL is a row");
	tap_is_u64(sample.cut, 0, "not cut");
	tap_is_u64(sample.columns, HOST_COLUMNS, "all columns");
	tap_is_text(reason_nr(sample.rows[1].reason), "12", "number of the second row");
	tap_is_text(reason_name(sample.rows[1].reason), "HLT", "name of the second row");
	for (unsigned int c = 0; c < NR_HEADER; c++) {
		static const u64 row[NR_HEADER] = { 6, 11, 21, 31, 41, 46, 51, 9, 2 };
		static const u64 total[NR_HEADER] = { 11, 1021, 41, 61, 81, 91, 101, 9, 3 };

		tap_is_u64(sample.rows[1].value[c], row[c], column_name(c));
		tap_is_u64(sample.scopes[0].total[c], total[c], "TOTAL as the file has it");
	}
	tap_is_u64(sample.scopes[0].since, 77, "when the counters began");
	tap_is_u64(sample.scopes[0].has_running, 1, "guest time in progress");
	tap_is_u64(sample.scopes[0].running, 1000, "how much of it");
	tap_ok(parse(HEADER "-\tTOTAL\t0\t0\t0\t0\t0\t0\t0\t0\t0\t77\n") == 0,
	       "no reasons at all");
	tap_is_u64(sample.scopes[0].has_running, 0, "no guest time in progress");
	tap_is_u64(sample.nr_rows, 0, "no rows");
	tap_is_u64(sample.cut, 0, "nothing is missing");
	tap_ok(parse(HEADER "0x40\tDE excp\t1\t0\t0\t0\t0\t0\t0\t0\t0\t77\n" TOTAL) == 0,
	       "a name with a space");
	tap_is_text(reason_name(sample.rows[0].reason), "DE excp", "the whole name");
	tap_ok(parse(HEADER "-\tOTHER\t4\t0\t0\t0\t0\t0\t0\t0\t0\t77\n" TOTAL) == 0,
	       "OTHER has no number");
	tap_is_text(reason_name(sample.rows[0].reason), "OTHER", "OTHER is a row");
}

static void test_numbers(void)
{
	tap_ok(parse(HEADER "10\tCPUID\t18446744073709551615\t0\t0\t0\t0\t0\t0\t0\t0\t0\n") == 0,
	       "the largest number");
	tap_is_u64(sample.rows[0].value[COL_EXITS], UINT64_MAX, "is read exactly");
	tap_ok(parse(HEADER CPUID "12\tHLT\t18446744073709551615\t0\t0\t0\t0\t0\t0\t0\t0\t0\n") == 0,
	       "a sum beyond 64 bits");
	tap_is_u64(sample.scopes[0].total[COL_EXITS], UINT64_MAX, "stops at the largest number");
	fails(HEADER "10\tCPUID\t18446744073709551616\t0\t0\t0\t0\t0\t0\t0\t0\t0\n",
	      "exits:2: damaged: column 'exits' cannot be '18446744073709551616'",
	      "one more than the largest");
	fails(HEADER "10\tCPUID\t99999999999999999999999\t0\t0\t0\t0\t0\t0\t0\t0\t0\n",
	      "exits:2: damaged: column 'exits' cannot be '99999999999999999999999'",
	      "far too large");
	fails(HEADER "10\tCPUID\t-1\t0\t0\t0\t0\t0\t0\t0\t0\t0\n",
	      "exits:2: damaged: column 'exits' cannot be '-1'", "a sign");
	fails(HEADER "10\tCPUID\t1\t0\t\t0\t0\t0\t0\t0\t0\t0\n",
	      "exits:2: damaged: column 'kernel' cannot be ''", "an empty number");
	fails(HEADER "10\tCPUID\t1\t0\t0\t0\t0\t0\t0\t0\t1.5\t0\n",
	      "exits:2: damaged: column 'nested' cannot be '1.5'", "a fraction");
	fails(HEADER "10\tCPUID\t1\t0\t0\t0\t0\t0\t0\t0\t0\tx\n",
	      "exits:2: damaged: column 'since' cannot be 'x'", "a begin that is no time");
}

static void test_cut(void)
{
	tap_ok(parse(HEADER CPUID HLT) == 0, "no TOTAL");
	tap_is_u64(sample.cut, 1, "marks a cut");
	tap_is_u64(sample.scopes[0].total[COL_EXITS], 11, "exits are added up");
	tap_is_u64(sample.scopes[0].total[COL_MAX], 9, "the maximum is the largest");
	tap_ok(parse(HEADER CPUID "12\tHLT\t6\t1") == 0, "cut in the middle of a line");
	tap_is_u64(sample.cut, 1, "marks a cut");
	tap_is_u64(sample.nr_rows, 1, "half a row is no row");
	tap_ok(parse(HEADER CPUID HLT RUNNING) == 0, "no TOTAL after RUNNING");
	tap_is_u64(sample.cut, 1, "marks a cut");
	tap_is_u64(sample.scopes[0].total[COL_GUEST], 1021, "RUNNING is added, too");
	tap_ok(parse(HEADER CPUID HLT "-\tTOTAL\t11\t21\t41\t61\t81\t91\t101\t9\t3\t7") == 0,
	       "cut in the TOTAL line");
	tap_is_u64(sample.cut, 1, "marks a cut");
	tap_is_u64(sample.scopes[0].total[COL_NESTED], 3, "the sum stands in for it");
	fails("", "exits: empty", "an empty file");
	fails("nr\tname\texits", "exits: empty", "half a header");
}

static void test_damaged(void)
{
	static const char nul[] = HEADER "10\tCP\0ID\t1\t0\t0\t0\t0\t0\t0\t0\t0\t0\n";
	char *longest = calloc(1, 200001);

	fails("hello\n", "exits: no column 'nr': this is not a file of kvm_exits", "not our file");
	fails("nr\tname\tguest\n", "exits: no column 'exits': this is not a file of kvm_exits",
	      "no exits");
	fails("nr\tname\texits\texits\n", "exits: two columns are called 'exits'",
	      "the same column twice");
	fails(HEADER "10\tCPUID\t1\n", "exits:2: damaged: fewer than the header's 12 columns",
	      "a short row");
	fails(HEADER CPUID "10\tCPUID\t1\t0\t0\t0\t0\t0\t0\t0\t0\t0\t0\n",
	      "exits:3: damaged: more than the header's 12 columns", "a long row");
	fails(HEADER "\n", "exits:2: damaged: fewer than the header's 12 columns", "an empty line");
	fails(HEADER "10\t\t1\t0\t0\t0\t0\t0\t0\t0\t0\t0\n",
	      "exits:2: damaged: column 'name' cannot be ''", "no name");
	fails(HEADER "\tCPUID\t1\t0\t0\t0\t0\t0\t0\t0\t0\t0\n",
	      "exits:2: damaged: column 'nr' cannot be ''", "no number");
	tap_ok(parse_bytes(nul, sizeof(nul) - 1) == -1, "a NUL byte");
	tap_is_text(failure.text, "exits:2: damaged: a NUL byte", "says so");
	memset(longest, 'x', 200000);
	tap_ok(parse(longest) == -1, "a line of 200000 characters");
	tap_is_text(failure.text, "exits:1: damaged: a line without an end", "says so");
	memset(longest, '\t', 200000);
	memcpy(longest, "nr", 2);
	longest[60000] = '\n';
	tap_ok(parse(longest) == -1, "60000 columns");
	tap_is_text(failure.text, "exits: more than 256 columns", "says so");
	free(longest);
}

static void test_newer(void)
{
	tap_ok(parse(COLUMNS "\tsleep\tcolour\n"
		     "10\tCPUID\t5\t10\t20\t30\t40\t45\t50\t7\t1\t77\t99\tblue\n"
		     "-\tTOTAL\t5\t10\t20\t30\t40\t45\t50\t7\t1\t77\t99\t-\n") == 0,
	       "columns this program does not know");
	tap_is_u64(sample.rows[0].value[COL_NESTED], 1, "what it knows is read");
	tap_is_u64(sample.columns, HOST_COLUMNS, "and nothing else");
	tap_ok(parse("nr\tname\texits\tkernel\n10\tCPUID\t5\t20\n-\tTOTAL\t5\t20\n") == 0,
	       "fewer columns");
	tap_is_u64(sample.columns, COLUMN_BIT(COL_EXITS) | COLUMN_BIT(COL_KERNEL),
		   "the sample says which it has");
	tap_is_u64(sample.rows[0].value[COL_KERNEL], 20, "a column is found by its name");
}

#define ALL_HEADER	"scope\tvm\tvcpu\tnr\tname\texits\n"

static void test_scopes(void)
{
	struct scope_key vcpu = { SCOPE_VCPU, name_intern("7-8", 3), 1, SCOPE_ANY, 0 };
	struct scope *scope;

	tap_ok(parse(ALL_HEADER
		     "host\t-\t-\t10\tCPUID\t9\n"
		     "host\t-\t-\t-\tTOTAL\t9\n"
		     "vm\t7-8\t-\t10\tCPUID\t5\n"
		     "vm\t7-8\t-\t-\tTOTAL\t5\n"
		     "vcpu\t7-8\t0\t10\tCPUID\t3\n"
		     "vcpu\t7-8\t0\t-\tTOTAL\t3\n"
		     "vcpu\t7-8\t1\t10\tCPUID\t2\n"
		     "vcpu\t7-8\t1\t-\tTOTAL\t2\n") == 0,
	       "host, VM and vCPUs");
	tap_is_u64(sample.nr_scopes, 4, "four scopes");
	scope = sample_find(&sample, vcpu);
	tap_ok(!!scope, "vCPU 1 is found");
	tap_is_u64(scope ? scope_rows(&sample, scope)->value[COL_EXITS] : 0, 2, "with its row");
	tap_ok(parse("cpu\tnr\tname\texits\n0\t10\tCPUID\t1\n1\t10\tCPUID\t2\n0\t12\tHLT\t4\n") == 0,
	       "rows by CPU in any order");
	tap_is_u64(sample.cut, 0, "which have no TOTAL");
	scope = sample_find(&sample, (struct scope_key){ SCOPE_CPU, SCOPE_ANY, SCOPE_ANY, 0, 0 });
	tap_is_u64(scope ? scope->nr_rows : 0, 2, "CPU 0 has two rows");
	tap_is_u64(scope ? scope->total[COL_EXITS] : 0, 5, "and five exits");
	fails(ALL_HEADER "vcpu\t7-8\t-\t10\tCPUID\t5\n",
	      "exits:2: damaged: scope, vm, vcpu and cpu do not fit together",
	      "a vCPU without its number");
	fails(ALL_HEADER "moon\t-\t-\t10\tCPUID\t5\n",
	      "exits:2: damaged: column 'scope' cannot be 'moon'", "an unknown scope");
	fails(ALL_HEADER "vcpu\t7-8\t4294967295\t10\tCPUID\t5\n",
	      "exits:2: damaged: column 'vcpu' cannot be '4294967295'", "a vCPU that cannot be");
}

/* What vcpus and departed do not say themselves, the caller does. */
static int parse_of(const char *text, struct scope_key scope)
{
	struct lines lines;
	struct parser p;
	int result;

	lines_of(&lines, text, strlen(text), "file");
	sample_clear(&sample);
	parse_begin(&p, &sample, "file", scope, &failure);
	result = parse_lines(&p, &lines);
	lines_close(&lines);
	return result;
}

static void test_vcpus(void)
{
	u32 vm = name_intern("7-8", 3);
	struct scope_key vcpu = { SCOPE_VCPU, vm, 1, SCOPE_ANY, 0 };

	tap_ok(!parse_of("vcpu\tnr\tname\texits\tsince\n"
			 "0\t10\tCPUID\t3\t5\n0\t-\tTOTAL\t3\t5\n"
			 "1\t10\tCPUID\t2\t6\n1\t-\tTOTAL\t2\t6\n", VM_SCOPE(vm)),
	       "the vCPUs of a VM");
	tap_is_u64(sample.nr_scopes, 2, "two of them");
	tap_is_u64(sample_find(&sample, vcpu)->since, 6, "each with its own begin");
	tap_ok(sample_keep(&sample, vcpu), "one of them is kept");
	tap_is_u64(sample.nr_scopes, 1, "no other is left");
	tap_is_u64(scope_rows(&sample, sample_find(&sample, vcpu))->value[COL_EXITS], 2,
		   "it has its row");
	vcpu.vcpu = 0;
	tap_ok(!sample_keep(&sample, vcpu), "one that is not there is not kept");
}

#define DEPARTED_HEADER	"vm\tnr\tname\texits\tsince\tended\n"

static void test_departed(void)
{
	struct scope_key departed = HOST_SCOPE, key;

	departed.kind = SCOPE_DEPARTED;
	tap_ok(!parse_of(DEPARTED_HEADER
			 "7-8\t10\tCPUID\t3\t5\t9\n7-8\t-\tTOTAL\t3\t5\t9\n"
			 "7-8\t10\tCPUID\t4\t11\t12\n7-8\t-\tTOTAL\t4\t11\t12\n"
			 "older\t-\tTOTAL\t1000\t1\t-\n", departed), "VMs that have ended");
	tap_is_u64(sample.nr_scopes, 3, "two of one name, and older");
	key = departed;
	key.vm = name_intern("7-8", 3);
	key.since = 11;
	tap_is_u64(sample_find(&sample, key)->total[COL_EXITS], 4, "told apart by their begin");
	tap_is_u64(sample_find(&sample, key)->ended, 12, "when it ended");
	key.vm = name_intern("older", 5);
	key.since = 1;
	tap_is_u64(sample_find(&sample, key)->ended, 0, "older has not ended");
	tap_ok(parse_of("nr\tname\texits\n10\tCPUID\t3\n", departed) == -1,
	       "VMs without names");
}

int main(void)
{
	test_good();
	test_numbers();
	test_cut();
	test_damaged();
	test_newer();
	test_scopes();
	test_vcpus();
	test_departed();
	sample_free(&sample);
	return tap_done();
}
