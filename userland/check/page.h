/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PAGE_H
#define KVM_EXITSTAT_PAGE_H

#include <stdio.h>

#include "check/findings.h"

/* What has been found as a page of text, the same on any terminal, or as one JSON object. */
void print_page(FILE *out, const struct findings *f);
void print_page_json(FILE *out, const struct findings *f);

#endif
