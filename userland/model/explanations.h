/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_EXPLANATIONS_H
#define KVM_EXITSTAT_EXPLANATIONS_H

#include "model/model.h"

/* What explain.txt says of an exit reason. Names are in backquotes in the texts. */
struct explanation {
	enum isa isa;
	const char *nr, *name;	/* as the host's files print them */
	const char *manual;	/* what the vendor's manual calls it, or NULL */
	const char *summary;	/* half a line */
	const char *what, *makes, *lowers;
	const char *look;	/* where to look next, or NULL */
};

/* All of them, in the text's order: the one with this index, NULL after the last. */
const struct explanation *explanation_at(size_t index);

/* The one of the reason that @text means, as reason_is() says, or NULL. */
const struct explanation *explanation_find(enum isa isa, const char *text);

/* "Intel SDM volume 3, appendix C": where @isa's exit reasons are listed. */
const char *manual_of(enum isa isa);

#endif
