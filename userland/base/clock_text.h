/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_CLOCK_TEXT_H
#define KVM_EXITSTAT_CLOCK_TEXT_H

#include <stdbool.h>

#include "base/util.h"

/* "2026-11-21T03:29:37.123456789Z", for machines */
#define TIME_TEXT	48
char *format_utc(char text[TIME_TEXT], u64 wall_ns);

/* "2026-11-21 03:29:37", local time, for people */
char *format_local(char text[TIME_TEXT], u64 wall_ns);

/* The same with a tenth of a second: "2026-11-21 03:29:37.1" */
char *format_local_tenths(char text[TIME_TEXT], u64 wall_ns);

/* With milliseconds: "2026-11-21 03:29:37.123" */
char *format_local_ms(char text[TIME_TEXT], u64 wall_ns);

/*
 * "2026-11-21 03:29:37", without seconds or clock, or a clock without its date, that of
 * @near_ns then, as local time; -1 if it is not.
 */
int parse_local(const char *text, u64 near_ns, u64 *wall_ns, bool *has_date);

/* The part of these behind the date. */
const char *clock_of(const char text[TIME_TEXT]);

#endif
