/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_VIEW_H
#define KVM_EXITSTAT_VIEW_H

#include "model/labels.h"
#include "model/model.h"

/* What the lines are: the reasons of one scope, or scopes of one kind. */
enum lines_of { LINES_REASONS, LINES_VMS, LINES_VCPUS, LINES_CPUS, LINES_DEPARTED };

/* What to show of a sample, and in which order: the same for every printer. */
struct view_options {
	enum lines_of lines;
	struct scope_key scope;	/* whose reasons; of LINES_VCPUS, whose vCPUs (or any VM's) */
	const struct patterns *vms;	/* of LINES_VMS and LINES_VCPUS, whose; NULL: any VM's */
	const struct patterns *reasons;	/* names or numbers of those to show; NULL: all */
	enum sort_key sort;
	struct column_choice columns;	/* of the tables */
	unsigned int top;	/* at most so many lines; 0: all */
	bool cycles;		/* raw TSC cycles in place of human units */
	bool with_halted;	/* halted time is part of the shares of time */
	bool zeroes;		/* reasons without exits too */
	bool hists;		/* their distributions, not their numbers */
	bool causes;		/* what is behind exits, below each line */
	bool percentiles;	/* also where --columns names none of them */
};

struct view_line {
	const struct scope *scope;
	const struct row *row;	/* NULL: of a scope, all or the reasons that are asked for */
	const u64 *value;
};

struct view {
	const struct sample *sample;
	const struct view_options *options;
	const struct scope *scope;	/* of LINES_REASONS; NULL where the sample has no such */
	struct view_line *lines;
	size_t nr_lines;
	u64 (*sums)[NR_COLUMNS];	/* values of lines: some reasons of a scope */
	bool *wanted;		/* by reason: asked for; NULL: none are by name */
	size_t nr_hidden;		/* left out by options.top */
	u64 total[NR_COLUMNS];
	const struct view_line *most, *least;	/* by exits, zeroes aside, or NULL */
	u64 duration_ns;	/* that a difference covers; 0: not known */
	bool restarted;
};

void view_make(struct view *v, const struct sample *s, const struct view_options *o);
void view_free(struct view *v);

/* The name of a line: the reason's, or the VM's, "VM vcpu N", "cpu N", "VM (ended)". */
const char *view_label(const struct view *v, const struct view_line *line,
		       char text[LABEL_TEXT + 16]);

/* The same without what may change from one sample to the next: whether it has ended. */
const char *view_name(const struct view *v, const struct view_line *line,
		      char text[LABEL_TEXT + 16]);

/* "VM web", "vCPU 3 of VM web", "CPU 2", "host", "this guest" */
const char *scope_title(const struct scope_key *key, char text[LABEL_TEXT + 32]);

/* How long the numbers of a scope were counted; 0: not known. */
u64 view_duration(const struct sample *s, const struct scope *scope);

/* Time that exits took, halted time only if asked for. */
u64 work_cycles(const u64 value[NR_COLUMNS], const struct view_options *o);

/* Whether a row is to be shown: of the reasons asked for, or those with exits. */
bool view_wants(const struct view *v, const struct row *row);

/* Whether a sample has scopes such as the lines are, living or not. */
bool view_has_scopes(const struct sample *s, const struct view_options *o);

/* The row of one reason, NULL where the scope has none. */
const struct row *view_find_reason(const struct sample *s, const struct scope *scope,
				   const char *reason);

/* Whether the lines are of some VMs and this is one of them, or of all. */
bool view_wants_vm(const struct view_options *o, const struct scope_key *key);

#endif
