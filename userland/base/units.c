// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>

#include "base/units.h"

#define NS_PER_SEC	1000000000ULL

static u128 divide(u128 part, u128 whole)
{
	return (part + whole / 2) / whole;
}

static u64 saturate(u128 v)
{
	return v > UINT64_MAX ? UINT64_MAX : (u64)v;
}

u64 average(u64 part, u64 whole)
{
	return whole ? saturate(divide(part, whole)) : 0;
}

u64 cycles_to_ns(u64 cycles, u64 tsc_khz)
{
	return tsc_khz ? saturate(divide((u128)cycles * 1000000, tsc_khz)) : 0;
}

/* Three significant digits of value / unit, where value < 1000 * unit. */
static void three_digits(char *text, u64 value, u64 unit, const char *suffix)
{
	u64 hundredths = divide((u128)value * 100, unit);

	if (hundredths < 1000)
		snprintf(text, UNIT_TEXT, "%llu.%02llu%s",
			 hundredths / 100, hundredths % 100, suffix);
	else if (divide((u128)value * 10, unit) < 1000)
		snprintf(text, UNIT_TEXT, "%llu.%llu%s",
			 saturate(divide((u128)value * 10, unit)) / 10,
			 saturate(divide((u128)value * 10, unit)) % 10, suffix);
	else
		snprintf(text, UNIT_TEXT, "%llu%s", saturate(divide(value, unit)), suffix);
}

u64 two_digits(u64 v, u64 most)
{
	u64 unit = 1, rounded;

	while (v / unit >= 100)
		unit *= 10;
	if (__builtin_mul_overflow(saturate(divide(v, unit)), unit, &rounded) ||
	    (most && rounded > most))
		rounded = v / unit * unit;
	return rounded;
}

static void two_parts(char *text, u64 small, u64 ratio, char big_unit, char small_unit)
{
	snprintf(text, UNIT_TEXT, "%llu%c%02llu%c",
		 small / ratio, big_unit, small % ratio, small_unit);
}

char *format_ns(char text[UNIT_TEXT], u64 ns)
{
	u64 seconds = divide(ns, NS_PER_SEC);
	u64 minutes = divide(ns, 60 * NS_PER_SEC);
	u64 hours = divide(ns, 3600 * NS_PER_SEC);

	/* Each limit is where rounding reaches the next larger unit. */
	if (ns == 0)
		snprintf(text, UNIT_TEXT, "0");
	else if (ns < 1000)
		snprintf(text, UNIT_TEXT, "%lluns", ns);
	else if (ns < 999500)
		three_digits(text, ns, 1000, "us");
	else if (ns < 999500000)
		three_digits(text, ns, 1000000, "ms");
	else if (divide(ns, NS_PER_SEC / 10) < 600)
		three_digits(text, ns, NS_PER_SEC, "s");
	else if (seconds < 3600)
		two_parts(text, seconds, 60, 'm', 's');
	else if (minutes < 24 * 60)
		two_parts(text, minutes, 60, 'h', 'm');
	else
		two_parts(text, hours, 24, 'd', 'h');
	return text;
}

char *format_ns_roughly(char text[UNIT_TEXT], u64 ns, u64 most)
{
	static const char *const suffixes[] = { "ns", "us", "ms", "s" };
	unsigned int i = 0;
	u64 unit = 1, rough = two_digits(ns, most);

	/* From a minute on the units are larger than the digits. */
	if (!rough || rough >= 60 * NS_PER_SEC)
		return format_ns(text, rough);
	while (i < 3 && rough >= unit * 1000) {
		unit *= 1000;
		i++;
	}
	if (i && rough < unit * 10)
		snprintf(text, UNIT_TEXT, "%llu.%llu%s", rough / unit, rough * 10 / unit % 10,
			 suffixes[i]);
	else
		snprintf(text, UNIT_TEXT, "%llu%s", rough / unit, suffixes[i]);
	return text;
}

char *format_cycles(char text[UNIT_TEXT], u64 cycles, u64 tsc_khz)
{
	if (tsc_khz)
		return format_ns(text, cycles_to_ns(cycles, tsc_khz));
	snprintf(text, UNIT_TEXT, "%llu", cycles);
	return text;
}

char *format_share(char text[UNIT_TEXT], u64 part, u64 whole)
{
	u64 hundredths;

	if (!whole) {
		snprintf(text, UNIT_TEXT, "-");
		return text;
	}
	hundredths = saturate(divide((u128)part * 10000, whole));
	snprintf(text, UNIT_TEXT, "%llu.%02llu%%",
		 hundredths / 100, hundredths % 100);
	return text;
}

/* The quotient in thousandths of two products that 128 bits hold. */
static u64 thousandths(u128 part, u128 whole)
{
	u64 quotient = saturate(part / whole);

	/* A thousand times the rest may be too large: leave out what is below any digit. */
	part %= whole;
	while (whole >> 64) {
		part >>= 1;
		whole >>= 1;
	}
	if (quotient > UINT64_MAX / 1000 - 1)
		return UINT64_MAX;
	return quotient * 1000 + saturate(divide(part * 1000, whole));
}

char *format_ratio_of_rates(char text[UNIT_TEXT], u64 part, u64 part_ns, u64 whole, u64 whole_ns)
{
	u64 ratio;

	if (!part || !whole) {
		snprintf(text, UNIT_TEXT, "%s", part ? "new" : whole ? "gone" : "-");
		return text;
	}
	ratio = thousandths((u128)part * whole_ns, (u128)whole * part_ns);
	if (ratio >= 1000000)
		snprintf(text, UNIT_TEXT, "%llux", saturate(divide(ratio, 1000)));
	else
		three_digits(text, ratio, 1000, "x");
	return text;
}

char *format_ratio(char text[UNIT_TEXT], u64 part, u64 whole)
{
	return format_ratio_of_rates(text, part, 1, whole, 1);
}

char *format_rate(char text[UNIT_TEXT], u64 events, u64 ns)
{
	u128 scaled = (u128)events * NS_PER_SEC;

	if (!ns)
		snprintf(text, UNIT_TEXT, "-");
	else if (!events)
		snprintf(text, UNIT_TEXT, "0");
	else if (divide(scaled, ns) >= 1000)
		snprintf(text, UNIT_TEXT, "%llu", saturate(divide(scaled, ns)));
	else
		three_digits(text, divide(scaled * 1000, ns), 1000, "");
	return text;
}
