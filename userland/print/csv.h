/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_CSV_H
#define KVM_EXITSTAT_CSV_H

#include <stdio.h>

#include "model/hist.h"

/* A field, quoted as RFC 4180 says where it must be. */
void csv_text(FILE *out, const char *text);

/* A comma and one of @columns; nothing behind it where it is not known. */
void csv_value(FILE *out, unsigned int columns, const u64 value[NR_COLUMNS], enum column c);

/* p50, p90, p99 and p999, each behind a comma; nothing where no exit is known of. */
void csv_percentiles(FILE *out, const struct percentiles *p);

#endif
