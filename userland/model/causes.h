/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_CAUSES_H
#define KVM_EXITSTAT_CAUSES_H

#include "model/model.h"

/*
 * What was behind the exits of a sample is a sample of its own, sample.causes: the same
 * scopes at the same moment, and rows whose reasons have causes.
 */

/* The word of what is not told one by one. */
#define OTHER_CAUSES	"more"

/* The word of exits of which the host does not know yet what is behind them: a gauge. */
#define OPEN_CAUSE	"open"

bool is_other_causes(u32 reason);

/*
 * Of the causes of one scope those with most exits, the first one first, @nr of them and at
 * most @most. What is not told one by one is none of them. The caller frees the list.
 */
const struct row **scope_top_causes(const struct sample *causes, const struct scope *scope,
				    size_t most, size_t *nr);

/*
 * Give @s those of its scopes that @causes, read just after it, has. So that the rows of a
 * reason add up to it, its exits and kernel time become theirs.
 */
void sample_take_causes(struct sample *s, const struct sample *causes);

/* Make @to those of one reason of a scope, none where it has none. */
void sample_causes_of(struct sample *to, const struct sample *causes, struct scope_key key,
		      u32 reason);

/* Whether a reason of a scope has any. */
bool has_causes(const struct sample *causes, struct scope_key key, u32 reason);

/* Make @s what was behind its exits; where that is not known, the same scopes without rows. */
void sample_become_causes(struct sample *s);

#endif
