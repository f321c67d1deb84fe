/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_RECORD_H
#define KVM_EXITSTAT_RECORD_H

#include "commands/options.h"
#include "sources/source.h"

/*
 * Record what @open opens, every interval until the count or a signal: the @kinds of scopes
 * (1 << enum scope_kind), to the file of the options. An exit status.
 */
int record_source(struct source *(*open)(struct query *, struct failure *), struct options *o,
		  unsigned int kinds);

#endif
