// SPDX-License-Identifier: GPL-2.0-only
#include "commands/options.h"
#include "tap.h"

static void interval(const char *text, u64 wanted)
{
	tap_is_u64(parse_interval(text), wanted, text);
}

static void test_intervals(void)
{
	interval("1", 1000000000);
	interval("0.5", 500000000);
	interval("0.25", 250000000);
	interval("2.125", 2125000000);
	interval("0.01", 10000000);
	interval("86400", 86400000000000);
	interval("0.009", 0);
	interval("0", 0);
	interval("86401", 0);
	interval("86400.001", 0);
	interval("1.0001", 0);
	interval("1.", 0);
	interval(".5", 0);
	interval("", 0);
	interval("-1", 0);
	interval("1s", 0);
	interval("1,5", 0);
	interval("1e3", 0);
	interval("99999999999999999999", 0);
}

int main(void)
{
	test_intervals();
	return tap_done();
}
