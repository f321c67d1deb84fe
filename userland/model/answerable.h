/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_ANSWERABLE_H
#define KVM_EXITSTAT_ANSWERABLE_H

#include "model/view.h"

/*
 * Whether a source can answer what was asked of it: a reason that there is, a sort key
 * whose columns it has. @s is a sample of it. The failure says what to do.
 */
int check_answerable(const struct view_options *o, const struct sample *s, struct failure *f);

/* Whether @text, if it is a reason's number, can mean only one; the failure says which. */
int check_number_is_clear(enum isa isa, const char *text, struct failure *f);

#endif
