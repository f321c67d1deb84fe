/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_CSV_H
#define KVM_EXITSTAT_CSV_H

#include <stdio.h>

/* A field, quoted as RFC 4180 says where it must be. */
void csv_text(FILE *out, const char *text);

#endif
