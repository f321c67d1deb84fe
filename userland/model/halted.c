// SPDX-License-Identifier: GPL-2.0-only
#include <strings.h>

#include "base/units.h"
#include "model/halted.h"
#include "model/names.h"

static u64 busy_cycles(const struct scope *scope)
{
	const u64 *t = scope->total;

	return t[COL_GUEST] + t[COL_KERNEL] + t[COL_USER] + t[COL_BLOCKED] +
	       t[COL_STEAL];
}

/* VMX and SVM write the name differently. */
static bool has_halted(const struct sample *s)
{
	for (size_t i = 0; i < s->nr_rows; i++)
		if (!strcasecmp(reason_name(s->rows[i].reason), "HLT"))
			return s->rows[i].value[COL_EXITS];
	return false;
}

bool halted_update(struct halted *h, const struct sample *s, unsigned int nr_vcpus)
{
	u64 busy = s->nr_scopes ? busy_cycles(&s->scopes[0]) : 0, window, used;

	if (!h->begun || busy < h->busy || !has_halted(s)) {
		*h = (struct halted){ s->boot_ns, busy, true };
		return false;
	}
	window = s->boot_ns - h->since_ns;
	used = cycles_to_ns(busy - h->busy, s->tsc_khz);
	/* Too busy for any rest of the window: it begins anew. */
	if (used * 100 >= HALTED_WINDOW_NS * nr_vcpus * HALTED_BUSY_PERCENT) {
		*h = (struct halted){ s->boot_ns, busy, true };
		return false;
	}
	return window >= HALTED_WINDOW_NS;
}
