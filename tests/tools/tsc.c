// SPDX-License-Identifier: GPL-2.0-only
/* tsc - print the time stamp counter, for tests that say how long something may be */
#include <stdio.h>
#include <x86intrin.h>

int main(void)
{
	return printf("%llu\n", (unsigned long long)__rdtsc()) < 0;
}
