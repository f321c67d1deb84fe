// SPDX-License-Identifier: GPL-2.0-only
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "check/findings.h"

static void format_clean(char *text, size_t room, const char *format, va_list ap)
{
	char raw[512];

	vsnprintf(raw, sizeof(raw), format, ap);
	text_clean(text, room, raw, strlen(raw));
}

void add_fact(struct findings *f, const char *name, const char *format, ...)
{
	struct fact *fact;
	va_list ap;

	f->facts = grow(f->facts, &f->facts_room, f->nr_facts, sizeof(*f->facts));
	fact = &f->facts[f->nr_facts++];
	text_clean(fact->name, sizeof(fact->name), name, strlen(name));
	va_start(ap, format);
	format_clean(fact->value, sizeof(fact->value), format, ap);
	va_end(ap);
}

static struct finding *add(struct findings *f)
{
	f->list = grow(f->list, &f->room, f->nr, sizeof(*f->list));
	memset(&f->list[f->nr], 0, sizeof(*f->list));
	return &f->list[f->nr++];
}

void find(struct findings *f, enum finding_unit unit, u64 least, u64 most, u64 found,
	  const char *format, ...)
{
	struct finding *finding = add(f);
	va_list ap;

	finding->outcome = found >= least && found <= most ? OUTCOME_OK : OUTCOME_FAILED;
	finding->unit = unit;
	finding->least = least;
	finding->most = most;
	finding->found = found;
	va_start(ap, format);
	format_clean(finding->what, sizeof(finding->what), format, ap);
	va_end(ap);
}

void leave_out(struct findings *f, const char *what, const char *format, ...)
{
	struct finding *finding = add(f);
	va_list ap;

	finding->outcome = OUTCOME_LEFT_OUT;
	text_clean(finding->what, sizeof(finding->what), what, strlen(what));
	va_start(ap, format);
	format_clean(finding->why, sizeof(finding->why), format, ap);
	va_end(ap);
}

static int compare(const void *a, const void *b)
{
	const u64 left = *(const u64 *)a, right = *(const u64 *)b;

	return (left > right) - (left < right);
}

void add_cost(struct findings *f, const char *level, u64 *cycles, size_t nr)
{
	struct cost *cost;

	qsort(cycles, nr, sizeof(*cycles), compare);
	f->costs = grow(f->costs, &f->costs_room, f->nr_costs, sizeof(*f->costs));
	cost = &f->costs[f->nr_costs++];
	text_clean(cost->level, sizeof(cost->level), level, strlen(level));
	cost->median = cycles[nr / 2];
	cost->low = cycles[nr / 20];
	cost->high = cycles[nr - 1 - nr / 20];
}

size_t findings_with(const struct findings *f, enum outcome outcome)
{
	size_t nr = 0;

	for (size_t i = 0; i < f->nr; i++)
		nr += f->list[i].outcome == outcome;
	return nr;
}

enum status findings_status(const struct findings *f)
{
	return findings_with(f, OUTCOME_FAILED) ? STATUS_FAILED : STATUS_OK;
}

void findings_free(struct findings *f)
{
	free(f->facts);
	free(f->list);
	free(f->costs);
	memset(f, 0, sizeof(*f));
}
