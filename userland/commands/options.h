/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_OPTIONS_H
#define KVM_EXITSTAT_OPTIONS_H

#include "commands/command.h"
#include "model/query.h"

enum output { OUTPUT_TABLE, OUTPUT_JSON, OUTPUT_CSV, OUTPUT_PROMETHEUS, OUTPUT_OPENMETRICS };

/* Whether `check` may change what the host records: if there is no VM that would feel it. */
enum switching { SWITCH_ALONE, SWITCH_BESIDE, SWITCH_NEVER };

struct options {
	struct query query;
	enum output output;
	const char *file;	/* -o */
	bool force;		/* ... may overwrite */
	const char *from;	/* where numbers come from: a recording or a copy; NULL: the host */
	enum isa isa;		/* ISA_UNKNOWN: not given */
	bool until_halted;
	enum switching switching;
	bool heat;		/* a heat map of distributions, not lines */
	bool samples;		/* each, not their sum */
	bool changes;		/* not the totals that come first */
	const char *since, *until;	/* as parse_local() reads them, or NULL */
	u64 interval_ns;	/* 0: not given */
	u64 count;		/* 0: no end */
	char **operands;
	int nr_operands;
};

/*
 * The command line, of one of @commands, the first of which has no name and behind the
 * last of which is NULL; or an exit: 2 with a line of error, 0 after --help.
 */
const struct command *parse_command_line(int argc, char **argv,
					 const struct command *const commands[],
					 struct options *o);

/* One more reason to show. */
void choose_reason(struct options *o, const char *text);
void options_free(struct options *o);

/* "2", "0.25": seconds, at least 10 ms and at most a day, as ns; 0 if it is not. */
u64 parse_interval(const char *text);

#endif
