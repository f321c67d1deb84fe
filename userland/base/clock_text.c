// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock_text.h"

#define NS_PER_SEC	1000000000ULL

char *format_utc(char text[TIME_TEXT], u64 wall_ns)
{
	time_t seconds = wall_ns / NS_PER_SEC;
	struct tm tm;
	size_t len;

	gmtime_r(&seconds, &tm);
	len = strftime(text, TIME_TEXT, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text + len, TIME_TEXT - len, ".%09lluZ", wall_ns % NS_PER_SEC);
	return text;
}

char *format_local(char text[TIME_TEXT], u64 wall_ns)
{
	time_t seconds = wall_ns / NS_PER_SEC;
	struct tm tm;

	localtime_r(&seconds, &tm);
	strftime(text, TIME_TEXT, "%Y-%m-%d %H:%M:%S", &tm);
	return text;
}

char *format_local_tenths(char text[TIME_TEXT], u64 wall_ns)
{
	const size_t len = strlen(format_local(text, wall_ns));

	snprintf(text + len, TIME_TEXT - len, ".%llu", wall_ns % NS_PER_SEC / (NS_PER_SEC / 10));
	return text;
}

char *format_local_ms(char text[TIME_TEXT], u64 wall_ns)
{
	const size_t len = strlen(format_local(text, wall_ns));

	snprintf(text + len, TIME_TEXT - len, ".%03llu", wall_ns % NS_PER_SEC / (NS_PER_SEC / 1000));
	return text;
}

int parse_local(const char *text, u64 near_ns, u64 *wall_ns, bool *has_date)
{
	static const char *const formats[] = {
		"%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%H:%M:%S", "%H:%M",
	};
	const time_t near = near_ns / NS_PER_SEC;

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++) {
		struct tm tm;
		const char *rest;
		time_t seconds;

		localtime_r(&near, &tm);
		tm.tm_hour = 0;
		tm.tm_min = 0;
		tm.tm_sec = 0;
		tm.tm_isdst = -1;
		rest = strptime(text, formats[i], &tm);
		if (!rest || *rest)
			continue;
		seconds = mktime(&tm);
		if (seconds < 0)
			return -1;
		if (__builtin_mul_overflow((u64)seconds, NS_PER_SEC, wall_ns))
			*wall_ns = UINT64_MAX;
		*has_date = formats[i][1] == 'Y';
		return 0;
	}
	return -1;
}

const char *clock_of(const char text[TIME_TEXT])
{
	return text + strlen("2026-11-21 ");
}
