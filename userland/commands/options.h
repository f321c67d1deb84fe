/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_OPTIONS_H
#define KVM_EXITSTAT_OPTIONS_H

#include "sources/source.h"

enum output { OUTPUT_TABLE, OUTPUT_JSON, OUTPUT_CSV };

struct options {
	struct query query;
	enum output output;
	char *reason;		/* query.view.reason as clean text */
	const char *file;	/* -o */
	bool force;		/* ... may overwrite */
	bool until_halted;
	u64 interval_ns;	/* 0: not given */
	u64 count;		/* 0: no end */
	char **operands;
	int nr_operands;
};

/* Which options a command takes. */
enum {
	TAKES_SCOPE	= 1 << 0,	/* --vm --vcpu --cpu */
	TAKES_LISTS	= 1 << 1,	/* --per-vm --per-vcpu --per-cpu */
	TAKES_ROWS	= 1 << 2,	/* --all-reasons --reason --sort --top */
	TAKES_UNITS	= 1 << 3,	/* --cycles */
	TAKES_FORMAT	= 1 << 4,	/* --json --csv */
	TAKES_DEBUGFS	= 1 << 5,
	TAKES_FILE	= 1 << 6,	/* -o */
	TAKES_UNTIL	= 1 << 7,	/* --until-halted */
	TAKES_HALTED	= 1 << 8,	/* --with-halted */
};

struct command {
	const char *name;	/* NULL: none given */
	int (*run)(struct options *o);
	unsigned int takes;
	int min_operands, max_operands;
	bool interval;		/* INTERVAL and COUNT follow the operands */
	bool program;		/* the operands are a program and its arguments */
	const char *operands;	/* for the error message */
};

/* Each returns an exit status. */
int command_show(struct options *o);
int command_guest(struct options *o);
int command_top(struct options *o);
int command_run(struct options *o);
int command_hist(struct options *o);
int command_record(struct options *o);
int command_report(struct options *o);
int command_plot(struct options *o);
int command_diff(struct options *o);
int command_caps(struct options *o);

/* The command line, or an exit: 2 with a line of error, 0 after --help. */
const struct command *parse_command_line(int argc, char **argv, struct options *o);

/* The one reason to show, as text.h makes it clean. */
void choose_reason(struct options *o, const char *text);
void options_free(struct options *o);

/* "2", "0.25": seconds, at least 10 ms and at most a day, as ns; 0 if it is not. */
u64 parse_interval(const char *text);

void print_help(void);

#define VERSION	"0.1.0"

#endif
