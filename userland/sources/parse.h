/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PARSE_H
#define KVM_EXITSTAT_PARSE_H

#include "base/fields.h"
#include "base/lines.h"
#include "model/model.h"

/*
 * The tab-separated files of the host: exits, vcpus, cpus, all, departed, causes. Columns
 * are found by their names in the header line; those this program does not know are
 * passed over, so that a newer kernel's files can be read. A recording has distributions
 * among them, as distribution_text.h says.
 */
enum field_use {
	/* enum column comes first */
	FIELD_NR = NR_COLUMNS,
	FIELD_NAME,
	FIELD_CAUSE,
	FIELD_SINCE,
	FIELD_ENDED,
	FIELD_DISTRIBUTION,	/* of recordings */
	FIELD_SCOPE,
	FIELD_VM,
	FIELD_VCPU,
	FIELD_CPU,
	FIELD_UNKNOWN
};

struct parser {
	struct sample *sample;
	const char *file;		/* for messages */
	struct scope_key scope;		/* of the rows, as far as the file does not say */
	struct failure *failure;
	unsigned long line;
	unsigned int nr_fields;		/* of the header line, 0 before it */
	unsigned char use[MAX_FIELDS];
	u32 fields;			/* bit per enum field_use that is there */
	bool saw_total;
	u32 last_scope;
	struct scope_key last_key;
};

void parse_begin(struct parser *p, struct sample *s, const char *file, struct scope_key scope,
		 struct failure *f);

/* One line without its newline, at @text[0..len); it need not end with NUL. */
int parse_line(struct parser *p, const char *text, size_t len);

/* After the last line: an end without TOTAL marks the sample as cut. */
int parse_end(struct parser *p);

/* All lines; an unfinished last line is left out and marks a cut. */
int parse_lines(struct parser *p, struct lines *l);

#endif
