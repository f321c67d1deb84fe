// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>
#include <strings.h>

#include "model/columns.h"

static const struct {
	const char *name;
	bool is_count;
	bool optional;	/* where it is missing it is not known, not zero */
} columns[NR_COLUMNS] = {
	[COL_EXITS]	= { "exits", true, false },
	[COL_GUEST]	= { "guest", false, false },
	[COL_KERNEL]	= { "kernel", false, false },
	[COL_USER]	= { "user", false, false },
	[COL_HALTED]	= { "halted", false, false },
	[COL_BLOCKED]	= { "blocked", false, false },
	[COL_STEAL]	= { "steal", false, false },
	[COL_MAX]	= { "max", false, true },
	[COL_NESTED]	= { "nested", true, false },
	[COL_TO_USER]	= { "to_user", true, true },
	[COL_TIMED]	= { "timed", true, true },
};

static const char *const made_keys[] = {
	[SORT_AVERAGE - NR_COLUMNS]	= "avg",
	[SORT_TIME - NR_COLUMNS]	= "time",
	[SORT_NAME - NR_COLUMNS]	= "name",
	[SORT_NR - NR_COLUMNS]		= "nr",
};

#define WORK	(COLUMN_BIT(COL_KERNEL) | COLUMN_BIT(COL_USER) | COLUMN_BIT(COL_HALTED) | \
		 COLUMN_BIT(COL_BLOCKED) | COLUMN_BIT(COL_STEAL))

const struct shown_column shown_columns[] = {
	{ "EXITS", 0, COL_EXITS, AS_VALUE, 0, "how many", 0 },
	{ "EXITS/S", 1, COL_EXITS, AS_RATE, 0, "how many in a second of an interval", 0 },
	{ "EXITS%", 3, COL_EXITS, AS_SHARE, 0, "their share of all exits", 0 },
	{ "KERNEL", 0, COL_KERNEL, AS_VALUE, 0, "time that KVM itself worked on them", 0 },
	{ "AVG", 2, COL_KERNEL, AS_AVERAGE, 0, "the same for one exit", 0 },
	{ "P50", 7, COL_KERNEL, AS_PERCENTILE, 0, "what half of them did not exceed", 5000 },
	{ "P90", 11, COL_KERNEL, AS_PERCENTILE, 0, "... nine of ten", 9000 },
	{ "P99", 6, COL_KERNEL, AS_PERCENTILE, 0, "... 99 of 100", 9900 },
	{ "P99.9", 13, COL_KERNEL, AS_PERCENTILE, 0, "... 999 of 1000", 9990 },
	{ "MAX", 6, COL_MAX, AS_VALUE, 0, "the longest", 0 },
	{ "TIME%", 4, COL_KERNEL, AS_TIME_SHARE, WORK,
	  "the share of KERNEL, USER, BLOCKED and STEAL", 0 },
	{ "USER", 8, COL_USER, AS_VALUE, 0, "the VMM's time", 0 },
	{ "HALTED", 9, COL_HALTED, AS_VALUE, 0, "an idle vCPU's", 0 },
	{ "GUEST", 10, COL_GUEST, AS_VALUE, 0,
	  "the guest's until the exit; RUNNING: not ended yet", 0 },
	{ "STEAL", 12, COL_STEAL, AS_VALUE, 0, "waiting for a CPU", 0 },
	{ "BLOCKED", 14, COL_BLOCKED, AS_VALUE, 0, "waiting in KVM for something else", 0 },
	{ "NESTED", 15, COL_NESTED, AS_VALUE, 0, "exits from a guest's own guest", 0 },
	{ "TO_USER%", 16, COL_TO_USER, AS_EXITS_SHARE, COLUMN_BIT(COL_EXITS),
	  "how many of the exits went to the VMM", 0 },
	{ .heading = NULL }
};

const char *column_name(enum column column)
{
	return columns[column].name;
}

bool column_is_count(enum column column)
{
	return columns[column].is_count;
}

unsigned int columns_always_known(void)
{
	unsigned int known = 0;

	for (int c = 0; c < NR_COLUMNS; c++)
		if (!columns[c].optional)
			known |= COLUMN_BIT(c);
	return known;
}

const char *sort_key_name(enum sort_key key)
{
	return (int)key < NR_COLUMNS ? columns[key].name : made_keys[key - NR_COLUMNS];
}

bool is_sort_key(enum sort_key key)
{
	return key != (enum sort_key)COL_TIMED;
}

enum sort_key sort_key_from_name(const char *name)
{
	unsigned int key = 0;

	while (key < NR_SORT_KEYS && (!is_sort_key(key) || strcmp(name, sort_key_name(key))))
		key++;
	return key;
}

static const struct shown_column *find_shown(const char *heading, size_t len)
{
	for (const struct shown_column *c = shown_columns; c->heading; c++)
		if (len == strlen(c->heading) && !strncasecmp(c->heading, heading, len))
			return c;
	return NULL;
}

static bool is_chosen(const struct column_choice *choice, const struct shown_column *c)
{
	for (unsigned int i = 0; i < choice->nr; i++)
		if (choice->list[i] == c)
			return true;
	return false;
}

int choose_columns(struct column_choice *choice, const char *text, struct failure *f)
{
	_Static_assert(ARRAY_SIZE(shown_columns) <= MOST_SHOWN_COLUMNS, "room for all");
	choice->nr = 0;
	for (const char *at = text;; at++) {
		const size_t len = strcspn(at, ",");
		const struct shown_column *c = find_shown(at, len);

		if (!c)
			return fail(f, "there is no column '%.*s': '%s --columns help' lists them",
				    (int)len, at, PROGRAM);
		if (is_chosen(choice, c))
			return fail(f, "the column %s is in '%s' twice", c->heading, text);
		choice->list[choice->nr++] = c;
		at += len;
		if (!*at)
			return 0;
	}
}

bool choice_needs_distributions(const struct column_choice *choice)
{
	for (unsigned int i = 0; i < choice->nr; i++)
		if (choice->list[i]->as == AS_PERCENTILE)
			return true;
	return false;
}
