// SPDX-License-Identifier: GPL-2.0-only
#include "hist.h"
#include "names.h"
#include "tap.h"

static struct hist hist;
static struct failure failure;

static int parse(const char *text)
{
	struct lines lines;
	int result;

	lines_open_text(&lines, text, strlen(text), "hist");
	failure.text[0] = '\0';
	result = hist_parse(&hist, &lines, &failure);
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
	tap_ok(!parse("nr\tname\tb0\tb1\tb2\texits\topen\n10\tCPUID\t1\t2\t3\t7\t1\n"),
	       "a hist file");
	tap_is_u64(hist.nr_buckets, 3, "three buckets");
	tap_is_u64(hist.rows[0].bucket[2], 3, "bucket 2");
	tap_is_u64(hist.rows[0].exits, 7, "exits");
	tap_is_u64(hist.rows[0].open, 1, "open");
	tap_ok(hist_find(&hist, reason_intern("10", 2, "CPUID", 5)) == hist.rows, "found again");
	tap_ok(!parse("nr\tname\tb0\texits\topen\tmore\n10\tCPUID\t1\t-\t-\tx\n-\tTOTAL\t1\t1\t0\t\n"),
	       "no numbers where there are none, a newer column, a TOTAL");
	tap_is_u64(hist.nr_rows, 1, "TOTAL is not a row");
	tap_is_u64(hist.rows[0].open, 0, "open is not known");
	fails("", "hist: empty");
	fails("nr\tname\texits\n", "hist: no columns nr, name and b0: this is not a hist file");
	fails("nr\tname\tb0\n10\tCPUID\n", "hist:2: damaged: not the header's 3 columns");
	fails("nr\tname\tb0\n10\tCPUID\tx\n", "hist:2: damaged: 'x' is not a number");
	fails("nr\tname\tb0\n10\tCPUID\t-\n", "hist:2: damaged: '-' is not a number");
}

static void percentile(const u64 bucket[], u64 per_10000, u64 max, u64 wanted, const char *name)
{
	tap_is_u64(hist_percentile(bucket, 32, per_10000, max), wanted, name);
}

static void test_percentiles(void)
{
	const u64 none[32] = { 0 }, first[32] = { 4 }, one[32] = { [10] = 1 };
	const u64 hundred[32] = { [4] = 50, [5] = 50 }, last[32] = { [31] = 2 };
	const u64 huge[32] = { [10] = UINT64_MAX, [11] = UINT64_MAX };
	unsigned int low, high;
	struct percentiles p;

	percentile(none, 5000, 0, 0, "nothing");
	percentile(first, 5000, 0, 1, "half of bucket 0, which is 0 and 1");
	percentile(one, 5000, 0, 2048, "one exit: the end of its bucket");
	percentile(one, 5000, 1500, 1500, "but not above the maximum");
	percentile(hundred, 5000, 0, 32, "the median is the end of bucket 4");
	percentile(hundred, 2500, 0, 24, "a quarter is its middle");
	percentile(hundred, 9000, 0, 57, "90 in 100: 32 + 32 * 40 / 50");
	percentile(hundred, 9990, 0, 64, "99.9 in 100 is the last one");
	percentile(last, 5000, 3000000000ULL, 2573741824ULL, "the open bucket ends at the maximum");
	percentile(last, 5000, 0, 2147483648ULL, "or is its begin");
	percentile(huge, 5000, 0, 1536, "more exits than 64 bits hold: no overflow");
	tap_ok(!hist_span(none, 32, &low, &high), "no span");
	tap_ok(hist_span(hundred, 32, &low, &high) && low == 4 && high == 5, "a span");
	hist_percentiles(hundred, 32, 60, &p);
	tap_is_u64(p.count, 100, "count");
	tap_is_u64(p.least, 16, "least");
	tap_is_u64(p.p999, 60, "at most the maximum");
}

int main(void)
{
	test_parse();
	test_percentiles();
	hist_free(&hist);
	return tap_done();
}
