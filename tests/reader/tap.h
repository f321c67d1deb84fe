/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef TESTS_READER_TAP_H
#define TESTS_READER_TAP_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* Test Anything Protocol, for one-file tests. The plan comes last. */
static unsigned int tap_nr, tap_failed;

static inline int tap_ok(int ok, const char *name)
{
	printf("%sok %u - %s\n", ok ? "" : "not ", ++tap_nr, name);
	tap_failed += !ok;
	return ok;
}

static inline void tap_is_u64(unsigned long long got, unsigned long long wanted, const char *name)
{
	if (!tap_ok(got == wanted, name))
		printf("# got %llu, wanted %llu\n", got, wanted);
}

static inline void tap_is_text(const char *got, const char *wanted, const char *name)
{
	if (!tap_ok(!strcmp(got, wanted), name))
		printf("# got '%s'\n# wanted '%s'\n", got, wanted);
}

static inline int tap_done(void)
{
	printf("1..%u\n", tap_nr);
	return tap_failed != 0;
}

#endif
