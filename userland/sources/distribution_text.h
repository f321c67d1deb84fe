/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_DISTRIBUTION_TEXT_H
#define KVM_EXITSTAT_DISTRIBUTION_TEXT_H

#include <stdio.h>

#include "base/fields.h"
#include "model/hist.h"

/*
 * A distribution as one field of a recording. Its column is called "closed,256,512,..." by
 * what its numbers are: the exits that an entry has followed, and those of each bucket, by
 * the bucket's lower bound. The numbers of a row have commas between them, too; zeroes at
 * their end are left out, and "-" is a row that has no distribution.
 */

/* The column's name, and whether a field is one. */
void write_bounds(FILE *out, const struct bounds *b);
bool is_bounds(const struct field *f);

/* -1 where it is none of a distribution that there can be: bounds that grow, not too many. */
int parse_bounds(const struct field *f, struct bounds *b);

/* @row's number of exits in each bucket, or "-". */
void write_distribution(FILE *out, const struct sample *s, const struct row *row);

/* The same read into @row of @s; -1, and no distribution, where it cannot be one. */
int parse_distribution(const struct field *f, struct sample *s, struct row *row);

#endif
