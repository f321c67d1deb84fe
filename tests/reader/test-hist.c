// SPDX-License-Identifier: GPL-2.0-only
#include "model/hist.h"
#include "model/names.h"
#include "sources/parse_hist.h"
#include "lines_of.h"
#include "tap.h"

static struct hist hist;
static struct failure failure;
static struct scope_key scope;

static int parse(const char *text)
{
	struct lines lines;
	int result;

	lines_of(&lines, text, strlen(text), "hist");
	failure.text[0] = '\0';
	result = hist_parse(&hist, &lines, &scope, &failure);
	lines_close(&lines);
	return result;
}

static void fails(const char *text, const char *wanted)
{
	tap_ok(parse(text) == -1, "refused");
	tap_is_text(failure.text, wanted, wanted);
}

static void test_parse(void)
{
	tap_ok(!parse("nr\tname\t256\t512\t1024\tclosed\tsince\n10\tCPUID\t1\t2\t3\t7\t5\n"),
	       "a hist file");
	tap_is_u64(hist.bounds.nr, 3, "three buckets");
	tap_is_u64(hist.bounds.lower[2], 1024, "where the last one begins");
	tap_is_u64(hist_lower(&hist.bounds, 0), 0, "the first one has all that is shorter, too");
	tap_is_u64(hist.rows[0].bucket[2], 3, "bucket 2");
	tap_is_u64(hist.rows[0].closed, 7, "closed exits");
	tap_ok(hist_find(&hist, reason_intern("10", 2, "CPUID", 5)) == hist.rows, "found again");
	tap_ok(!parse("name\tmore\tclosed\t3\tnr\t10\nCPUID\tx\t7\t1\t10\t2\n"),
	       "another order, other bounds, a newer column");
	tap_is_u64(hist.rows[0].bucket[1], 2, "columns are found by their names");
	fails("", "hist: empty");
	fails("nr\tname\texits\n", "hist: no columns nr, name and buckets: this is not a hist file");
	fails("nr\tname\t512\t256\n", "hist: the buckets are not in their order");
	fails("nr\tname\t256\t256\n", "hist: the buckets are not in their order");
	fails("nr\tname\t256\n10\tCPUID\n", "hist:2: damaged: not the header's 3 columns");
	fails("nr\tname\t256\n10\tCPUID\tx\n", "hist:2: damaged: 'x' is not a number");
	fails("nr\tname\t256\n10\tCPUID\t-\n", "hist:2: damaged: '-' is not a number");
}

/* all_hist has the rows of everybody. */
static void test_scopes(void)
{
	static const char all[] = "scope\tvm\tvcpu\tnr\tname\t256\tclosed\tsince\n"
		"vcpu\t7-8\t0\t10\tCPUID\t1\t1\t5\n"
		"vcpu\t7-8\t1\t10\tCPUID\t2\t2\t5\n"
		"vm\t7-8\t-\t10\tCPUID\t3\t3\t5\n"
		"host\t-\t-\t10\tCPUID\t9\t9\t5\n";

	scope = (struct scope_key){ SCOPE_VCPU, name_intern("7-8", 3), 1, SCOPE_ANY, 0 };
	tap_ok(!parse(all), "rows of many scopes");
	tap_is_u64(hist.nr_rows, 1, "one row of this vCPU");
	tap_is_u64(hist.rows[0].closed, 2, "its own");
	scope = VM_SCOPE(name_intern("7-8", 3));
	tap_is_u64(parse(all) ? 0 : hist.rows[0].closed, 3, "of its VM");
	scope = VM_SCOPE(name_intern("7-9", 3));
	tap_ok(!parse(all), "of a VM that is not there");
	tap_is_u64(hist.nr_rows, 0, "no rows");
	scope = HOST_SCOPE;
	tap_is_u64(parse(all) ? 0 : hist.rows[0].closed, 9, "of the host");
}

/* 24 buckets, from 2^8 on, as the host has them. */
static void make_bounds(void)
{
	hist.bounds.nr = 24;
	for (unsigned int i = 0; i < hist.bounds.nr; i++)
		hist.bounds.lower[i] = 256ULL << i;
}

static void percentile(const u64 bucket[], u64 per_10000, u64 max, u64 wanted, const char *name)
{
	tap_is_u64(hist_percentile(&hist.bounds, bucket, per_10000, max), wanted, name);
}

static void test_percentiles(void)
{
	const u64 none[24] = { 0 }, first[24] = { 4 }, one[24] = { [2] = 1 };
	const u64 hundred[24] = { [4] = 50, [5] = 50 }, last[24] = { [23] = 2 };
	const u64 huge[24] = { [2] = UINT64_MAX, [3] = UINT64_MAX };
	unsigned int low, high;
	struct percentiles p;

	make_bounds();
	percentile(none, 5000, 0, 0, "nothing");
	percentile(first, 5000, 0, 256, "half of bucket 0, which is 0 to 511");
	percentile(one, 5000, 0, 2048, "one exit: the end of its bucket");
	percentile(one, 5000, 1500, 1500, "but not above the maximum");
	percentile(hundred, 5000, 0, 8192, "the median is the end of bucket 4");
	percentile(hundred, 2500, 0, 6144, "a quarter is its middle");
	percentile(hundred, 9000, 0, 14745, "90 in 100: 8192 + 8192 * 40 / 50");
	percentile(hundred, 9990, 0, 16384, "99.9 in 100 is the last one");
	percentile(last, 5000, 3000000000ULL, 2573741824ULL, "the open bucket ends at the maximum");
	percentile(last, 5000, 0, 2147483648ULL, "or is its begin");
	percentile(huge, 5000, 0, 1536, "more exits than 64 bits hold: no overflow");
	tap_ok(!hist_span(none, 24, &low, &high), "no span");
	tap_ok(hist_span(hundred, 24, &low, &high) && low == 4 && high == 5, "a span");
	hist_percentiles(&hist.bounds, hundred, 15000, &p);
	tap_is_u64(p.count, 100, "count");
	tap_is_u64(p.least, 4096, "least");
	tap_is_u64(p.p999, 15000, "at most the maximum");
}

int main(void)
{
	scope = HOST_SCOPE;
	test_parse();
	test_scopes();
	test_percentiles();
	hist_free(&hist);
	return tap_done();
}
