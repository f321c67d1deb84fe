// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "model/view_hist.h"

static void add_line(const struct view *v, const struct view_line *line, struct hist_numbers *n)
{
	const struct row *rows = scope_rows(v->sample, line->scope);

	if (!v->sample->bounds.nr)	/* it has no distributions */
		return;
	if (line->row)
		hist_add_row(n, v->sample, line->row);
	for (u32 i = 0; !line->row && i < line->scope->nr_rows; i++)
		if (!v->options->reasons || view_wants(v, &rows[i]))
			hist_add_row(n, v->sample, &rows[i]);
}

void view_line_hist(const struct view *v, const struct view_line *line, struct hist_numbers *n)
{
	memset(n, 0, sizeof(*n));
	add_line(v, line, n);
}

/* In a list of scopes the total is of the lines, of those left out as well. */
void view_total_hist(const struct view *v, struct hist_numbers *n)
{
	if (v->scope) {
		scope_hist(v->sample, v->scope, n);
		return;
	}
	memset(n, 0, sizeof(*n));
	for (size_t i = 0; i < v->nr_lines + v->nr_hidden; i++)
		add_line(v, &v->lines[i], n);
}
