/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_JSON_H
#define KVM_EXITSTAT_JSON_H

#include <stdio.h>

#include "model/hist.h"

/* What every JSON of ours is made of. */

/* In quotes; what the text is, it stays. */
void json_string(FILE *out, const char *text);

/* The same, or null where there is no text. */
void json_string_or_null(FILE *out, const char *text);

/* The members "scope", "vm", "vm_name", "vcpu" and "cpu". */
void json_scope_key(FILE *out, const struct scope_key *key);

/* The members "cause" and "known_as", null where it has no name. */
void json_cause(FILE *out, const char *cause);

/* A member for each of @columns, null where it is not known. */
void json_values(FILE *out, unsigned int columns, const u64 value[NR_COLUMNS]);

/* Members behind others: "p50", "p90", "p99" and "p999", null where no exit is known of. */
void json_percentile_members(FILE *out, const struct percentiles *p);

/* The same of values and their distribution; nothing where the sample has no distributions. */
void json_percentiles(FILE *out, const struct sample *s, const u64 value[NR_COLUMNS],
		      const struct hist_numbers *n);

/* The begin of an object and its members of the sample. */
void json_sample_begin(FILE *out, const struct sample *s);

#endif
