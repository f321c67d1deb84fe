/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PRINT_SLOWEST_H
#define KVM_EXITSTAT_PRINT_SLOWEST_H

#include "model/slowest.h"
#include "print/table.h"

/*
 * For people: a line for each exit, the first four of them bold. Times are those of
 * @tsc_khz, or cycles where it is 0.
 */
void print_slowest_table(FILE *out, const struct slowest *s, u64 tsc_khz,
			 const struct table_look *look);

/* For programs: of each of @nr scopes, which were read at the moment of @moment. */
void print_slowest_json(FILE *out, const struct sample *moment, const struct slowest *list,
			size_t nr);
void print_slowest_csv(FILE *out, const struct sample *moment, const struct slowest *list,
		       size_t nr);

#endif
