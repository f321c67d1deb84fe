// SPDX-License-Identifier: GPL-2.0-only
#include "model/explanations.h"
#include "model/reasons.h"

static const struct explanation explanations[] = {
#include "explanations_rows.h"
};

const struct explanation *explanation_at(size_t index)
{
	return index < ARRAY_SIZE(explanations) ? &explanations[index] : NULL;
}

const struct explanation *explanation_find(enum isa isa, const char *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(explanations); i++) {
		const struct explanation *e = &explanations[i];

		if (e->isa == isa && reason_is(e->nr, e->name, text))
			return e;
	}
	return NULL;
}

const char *manual_of(enum isa isa)
{
	return isa == ISA_VMX ? "Intel SDM volume 3, appendix C" : "AMD APM volume 2, appendix C";
}
