/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_COLUMNS_H
#define KVM_EXITSTAT_COLUMNS_H

#include <stdbool.h>

#include "base/util.h"

/*
 * The numbers that an exit reason has. Here and in columns.c is all that is known of
 * them: the parser, the tables, the sort keys, recordings, the machine formats, the help
 * and the completions go by it.
 */
enum column {
	COL_EXITS,
	COL_GUEST,
	COL_KERNEL,
	COL_USER,
	COL_HALTED,
	COL_BLOCKED,
	COL_STEAL,
	COL_MAX,
	COL_NESTED,
	COL_TO_USER,
	COL_TIMED,	/* exits whose time is in COL_KERNEL, or NOT_KNOWN; made here */
	NR_COLUMNS
};

#define COLUMN_BIT(column)	(1u << (column))
#define ALL_COLUMNS		((1u << NR_COLUMNS) - 1)

/* A value of COL_TIMED; what it is added to is not known either. */
#define NOT_KNOWN		UINT64_MAX

/* The column's name in the host's files and in the machine formats. */
const char *column_name(enum column column);

/* Whether it counts events; else it is a time. */
bool column_is_count(enum column column);

/* COLUMN_BIT()s of those that are zero where a file is without them; others are not known. */
unsigned int columns_always_known(void);

/* The columns, by their names, and what is made of them. */
enum sort_key {
	SORT_AVERAGE = NR_COLUMNS,
	SORT_TIME,
	SORT_NAME,
	SORT_NR,
	NR_SORT_KEYS
};

const char *sort_key_name(enum sort_key key);

/* Every column but COL_TIMED can be sorted by. */
bool is_sort_key(enum sort_key key);

/* NR_SORT_KEYS where there is no such key. */
enum sort_key sort_key_from_name(const char *name);

/* What the tables show of a column, or of several. */
enum shown_as {
	AS_VALUE, AS_RATE, AS_SHARE, AS_AVERAGE, AS_TIME_SHARE, AS_PERCENTILE, AS_EXITS_SHARE,
};

struct shown_column {
	const char *heading;
	unsigned char drop;	/* 0: always shown; the highest is left out first */
	enum column column;
	enum shown_as as;
	unsigned int needs;	/* COLUMN_BIT()s of what else it is made of */
	const char *means;	/* for the help */
	unsigned int per_10000;	/* of AS_PERCENTILE: of the exits */
};

/* In the order of the tables; behind the last one is one without a heading. */
extern const struct shown_column shown_columns[];

/* Some of them in an order of their own; without any, all that a sample has. */
#define MOST_SHOWN_COLUMNS	20

struct column_choice {
	const struct shown_column *list[MOST_SHOWN_COLUMNS];
	unsigned int nr;
};

/*
 * @text is headings in any case with commas between them, each once; the failure says
 * which is none.
 */
int choose_columns(struct column_choice *choice, const char *text, struct failure *f);

/* Whether one of them is read off distributions. */
bool choice_needs_distributions(const struct column_choice *choice);

#endif
