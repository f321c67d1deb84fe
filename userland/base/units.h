/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_UNITS_H
#define KVM_EXITSTAT_UNITS_H

#include "base/util.h"

/* Room for the longest text any of these functions writes. */
#define UNIT_TEXT	32

/*
 * All arithmetic is on integers and rounds half up, so that the text does not
 * depend on the locale, the compiler or the machine.
 */
u64 cycles_to_ns(u64 cycles, u64 tsc_khz);

/* "0", "999ns", "1.23us", "45.6ms", "9.87s", "12m03s", "3h05m", "12d03h" */
char *format_ns(char text[UNIT_TEXT], u64 ns);

/* The first two digits of a number, rounded; not above @most, which may be 0: no bound. */
u64 two_digits(u64 v, u64 most);

/* A duration that is good to no more: "1.2us", "46ms". @most as above, in ns. */
char *format_ns_roughly(char text[UNIT_TEXT], u64 ns, u64 most);

/* The same from cycles; plain cycles where tsc_khz is 0 (not known). */
char *format_cycles(char text[UNIT_TEXT], u64 cycles, u64 tsc_khz);

/* "12.34%" of @whole; "-" where there is no whole. */
char *format_share(char text[UNIT_TEXT], u64 part, u64 whole);

/* part / whole: "1.23x"; "new" where there was none, "gone" where there is none. */
char *format_ratio(char text[UNIT_TEXT], u64 part, u64 whole);

/* The same of what was counted in different times, neither of them 0. */
char *format_ratio_of_rates(char text[UNIT_TEXT], u64 part, u64 part_ns, u64 whole, u64 whole_ns);

/* part / whole, rounded; 0 where whole is 0. */
u64 average(u64 part, u64 whole);

/* Events per second over @ns: "0", "0.25", "12.3", "1234". */
char *format_rate(char text[UNIT_TEXT], u64 events, u64 ns);

#endif
