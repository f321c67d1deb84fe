// SPDX-License-Identifier: GPL-2.0-only
#include "base/units.h"
#include "tap.h"

static void ns(u64 value, const char *wanted)
{
	char text[UNIT_TEXT], name[64];

	snprintf(name, sizeof(name), "%llu ns is %s", value, wanted);
	tap_is_text(format_ns(text, value), wanted, name);
}

static void share(u64 part, u64 whole, const char *wanted)
{
	char text[UNIT_TEXT];

	tap_is_text(format_share(text, part, whole), wanted, wanted);
}

static void rate(u64 events, u64 interval, const char *wanted)
{
	char text[UNIT_TEXT], name[64];

	snprintf(name, sizeof(name), "%llu in %llu ns: %s", events, interval,
		 wanted);
	tap_is_text(format_rate(text, events, interval), wanted, name);
}

static void test_ns(void)
{
	ns(0, "0");
	ns(1, "1ns");
	ns(999, "999ns");
	ns(1000, "1.00us");
	ns(1004, "1.00us");
	ns(1005, "1.01us");
	ns(9994, "9.99us");
	ns(9995, "10.0us");
	ns(99949, "99.9us");
	ns(99950, "100us");
	ns(999499, "999us");
	ns(999500, "1.00ms");
	ns(45600000, "45.6ms");
	ns(999499999, "999ms");
	ns(999500000, "1.00s");
	ns(12345000000, "12.3s");
	ns(59949999999, "59.9s");
	ns(59950000000, "1m00s");
	ns(723000000000, "12m03s");
	ns(3599499999999, "59m59s");
	ns(3599500000000, "1h00m");
	ns(11100000000000, "3h05m");
	ns(86369999999999, "23h59m");
	ns(86370000000000, "1d00h");
	ns(UINT64_MAX, "213504d00h");
}

static void roughly(u64 value, u64 most, const char *wanted)
{
	char text[UNIT_TEXT];

	tap_is_text(format_ns_roughly(text, value, most), wanted, wanted);
}

static void test_roughly(void)
{
	roughly(0, 0, "0");
	roughly(7, 0, "7ns");
	roughly(994, 0, "990ns");
	roughly(995, 0, "1.0us");
	roughly(1234, 0, "1.2us");
	roughly(1250, 0, "1.3us");
	roughly(45600, 0, "46us");
	roughly(45600, 45700, "45us");
	roughly(122000, 122000, "120us");
	roughly(999500000, 0, "1.0s");
	roughly(12345000000, 0, "12s");
	roughly(70000000000, 0, "1m10s");
	tap_is_u64(two_digits(2048, 0), 2000, "two digits of cycles");
	tap_is_u64(two_digits(99999, 0), 100000, "one digit more");
	tap_is_u64(two_digits(99999, 99999), 99000, "but not above the largest");
	tap_is_u64(two_digits(UINT64_MAX, 0), 18000000000000000000ULL, "no overflow");
}

static void test_cycles(void)
{
	char text[UNIT_TEXT];

	tap_is_u64(cycles_to_ns(2100000, 2100000), 1000000, "2100000 cycles at 2.1 GHz are 1 ms");
	tap_is_u64(cycles_to_ns(3, 2000000), 2, "1.5 ns rounds up");
	tap_is_u64(cycles_to_ns(UINT64_MAX, 1), UINT64_MAX, "more ns than fit stop at the end");
	tap_is_u64(cycles_to_ns(UINT64_MAX, 2000000), 9223372036854775808ULL, "no overflow");
	tap_is_u64(cycles_to_ns(5, 0), 0, "unknown frequency");
	tap_is_text(format_cycles(text, 4200000, 2100000), "2.00ms", "cycles in human units");
	tap_is_text(format_cycles(text, 4200000, 0), "4200000", "cycles stay without a frequency");
}

static void test_ratios(void)
{
	char text[UNIT_TEXT];

	share(1, 3, "33.33%");
	share(2, 3, "66.67%");
	share(0, 7, "0.00%");
	share(7, 7, "100.00%");
	share(UINT64_MAX, UINT64_MAX, "100.00%");
	share(0, 0, "-");
	tap_is_text(format_ratio(text, 3, 2), "1.50x", "3 is 1.50 times 2");
	tap_is_text(format_ratio(text, 2000, 1), "2000x", "2000 times as many");
	tap_is_text(format_ratio_of_rates(text, 5000, 2500000000, 1000, 500000000), "1.00x",
		    "5000 in 2.5 s are as many as 1000 in 0.5 s");
	tap_is_text(format_ratio_of_rates(text, UINT64_MAX, 3, UINT64_MAX, 6), "2.00x",
		    "no overflow");
	tap_is_text(format_ratio_of_rates(text, UINT64_MAX, 1, 1, UINT64_MAX),
		    "18446744073709552x", "nor where it is the largest that fits");
	tap_is_text(format_ratio_of_rates(text, 1, 1, 0, 1), "new", "none before");
	tap_is_u64(average(10, 4), 3, "10 / 4 rounds half up");
	tap_is_u64(average(9, 4), 2, "9 / 4 rounds down");
	tap_is_u64(average(1, 0), 0, "no events, no average");
	tap_is_u64(average(UINT64_MAX, 1), UINT64_MAX, "the largest average");
	rate(0, 1000000000, "0");
	rate(1, 4000000000, "0.25");
	rate(37, 3000000000, "12.3");
	rate(74, 3000000000, "24.7");
	rate(1234, 1000000000, "1234");
	rate(9995, 10000000000, "1000");
	rate(5, 0, "-");
}

int main(void)
{
	test_ns();
	test_roughly();
	test_cycles();
	test_ratios();
	return tap_done();
}
