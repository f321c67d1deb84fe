/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_COMMAND_H
#define KVM_EXITSTAT_COMMAND_H

#include <stdbool.h>

/* Which options a command takes. */
enum {
	TAKES_VM	= 1 << 0,	/* --vm --vcpu */
	TAKES_VCPUS	= 1 << 1,	/* --per-vcpu */
	TAKES_ROWS	= 1 << 2,	/* --all-reasons --reason --sort --top */
	TAKES_UNITS	= 1 << 3,	/* --cycles */
	TAKES_FORMAT	= 1 << 4,	/* --json --csv */
	TAKES_DEBUGFS	= 1 << 5,
	TAKES_FILE	= 1 << 6,	/* -o */
	TAKES_UNTIL	= 1 << 7,	/* --until-halted */
	TAKES_HALTED	= 1 << 8,	/* --with-halted */
	TAKES_ISA	= 1 << 9,
	TAKES_FROM	= 1 << 10,
	TAKES_SAMPLES	= 1 << 11,	/* --samples */
	TAKES_CUT	= 1 << 12,	/* --since --until */
	TAKES_CHANGES	= 1 << 13,	/* -y */
	TAKES_COLUMNS	= 1 << 14,	/* --columns */
	TAKES_METRICS	= 1 << 15,	/* --prometheus --openmetrics */
	TAKES_HEAT	= 1 << 16,	/* --hist */
	TAKES_CPU	= 1 << 17,	/* --cpu */
	TAKES_PLACES	= 1 << 18,	/* --per-vm --per-cpu */
	TAKES_CAUSES	= 1 << 19,	/* --causes */
	TAKES_SWITCH	= 1 << 20,	/* --switch --no-switch */
	TAKES_JSON	= 1 << 21,	/* --json, not --csv */
	TAKES_SCOPE	= TAKES_VM | TAKES_CPU,
	TAKES_LISTS	= TAKES_VCPUS | TAKES_PLACES,
	TAKES_TIMES	= TAKES_UNITS | TAKES_HALTED,
};

struct options;

/* A command, which its own file defines. */
struct command {
	const char *name;	/* one word or two; NULL: none given */
	int (*run)(struct options *o);	/* returns an exit status */
	unsigned int takes;
	int min_operands, max_operands;
	bool interval;		/* INTERVAL and COUNT follow the operands */
	bool program;		/* the operands are a program and its arguments */
	bool differences;	/* all that it shows but the first: they have no maximum */
	const char *operands;	/* for the error message */
	const char *not_by_bpf;	/* why BPF cannot do it, behind "BPF, which"; NULL: it can */
	const char *usage;	/* lines of the help, behind the program's name */
};

#endif
