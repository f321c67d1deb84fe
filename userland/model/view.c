// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/units.h"
#include "model/departed.h"
#include "model/names.h"
#include "model/reasons.h"
#include "model/timed.h"
#include "model/view.h"

u64 view_duration(const struct sample *s, const struct scope *scope)
{
	u64 end = scope->ended ? scope->ended : s->boot_ns;

	if (s->is_difference)
		return scope->duration_ns;
	return scope->since && end > scope->since ? end - scope->since : 0;
}

u64 work_cycles(const u64 value[NR_COLUMNS], const struct view_options *o)
{
	u64 sum = saturating_add(saturating_add(value[COL_KERNEL], value[COL_USER]),
				 saturating_add(value[COL_BLOCKED], value[COL_STEAL]));

	return o->with_halted ? saturating_add(sum, value[COL_HALTED]) : sum;
}

/* A reason's number for comparing; what has no number is the last. */
static u64 number_of(const char *nr)
{
	char *end;
	u64 v;

	errno = 0;
	v = strtoull(nr, &end, 0);
	return errno || end == nr || *end ? UINT64_MAX : v;
}

bool view_wants(const struct view *v, const struct row *row)
{
	return v->wanted ? v->wanted[row->reason] :
	       v->options->zeroes || row->value[COL_EXITS];
}

/* Each reason is looked at once, as there may be a hundred thousand rows of them. */
static bool *find_wanted(const struct view_options *o)
{
	const u32 nr = reasons_count();
	bool *wanted;

	if (!o->reasons)
		return NULL;
	wanted = xcalloc(nr, sizeof(*wanted));
	for (u32 reason = 0; reason < nr; reason++)
		wanted[reason] = reason_matches_any(reason, o->reasons);
	return wanted;
}

const struct row *view_find_reason(const struct sample *s, const struct scope *scope,
				   const char *reason)
{
	const struct row *rows = scope_rows(s, scope);

	for (u32 i = 0; i < scope->nr_rows; i++)
		if (reason_matches(rows[i].reason, reason))
			return &rows[i];
	return NULL;
}

bool view_wants_vm(const struct view_options *o, const struct scope_key *key)
{
	if (!o->vms)
		return true;
	return key->vm != SCOPE_ANY && !is_older(key) && vm_matches_any(key->vm, o->vms);
}

static u64 sort_value(const struct view_line *l, const struct view *v)
{
	const struct view_options *o = v->options;
	u64 average;

	if (o->sort == SORT_AVERAGE) {
		timed_average(v->sample, l->value, &average);
		return average;
	}
	if (o->sort == SORT_TIME)
		return work_cycles(l->value, o);
	return l->value[o->sort];
}

static int compare_u64(u64 x, u64 y)
{
	return x < y ? -1 : x > y;
}

static int compare_names(u32 a, u32 b)
{
	int order = strcasecmp(reason_name(a), reason_name(b));

	return order ? order : strcmp(reason_cause(a), reason_cause(b));
}

static int compare_places(const struct view_line *x, const struct view_line *y)
{
	const struct scope_key *a = &x->scope->key, *b = &y->scope->key;
	int order;

	if (x->row && y->row && x->scope == y->scope)
		return compare_names(x->row->reason, y->row->reason);
	if (a->vm != b->vm && a->vm != SCOPE_ANY && b->vm != SCOPE_ANY) {
		order = strcasecmp(vm_label(a->vm), vm_label(b->vm));
		if (order)
			return order;
	}
	order = compare_u64(a->vcpu, b->vcpu);
	return order ? order : compare_u64(a->cpu, b->cpu);
}

static int compare_numbers(const struct view_line *x, const struct view_line *y)
{
	if (!x->row || !y->row)
		return compare_places(x, y);
	return compare_u64(number_of(reason_nr(x->row->reason)),
			   number_of(reason_nr(y->row->reason)));
}

/* Largest first, names and numbers upwards, equal ones in the source's order. */
static int compare_lines(const void *a, const void *b, void *view)
{
	const struct view *v = view;
	const struct view_options *o = v->options;
	const struct view_line *x = a, *y = b;
	int order;

	if (o->sort == SORT_NAME)
		order = compare_places(x, y);
	else if (o->sort == SORT_NR)
		order = compare_numbers(x, y);
	else
		order = compare_u64(sort_value(y, v), sort_value(x, v));
	if (order)
		return order;
	if (x->scope != y->scope)
		return x->scope < y->scope ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

static void find_extremes(struct view *v)
{
	for (size_t i = 0; i < v->nr_lines; i++) {
		const struct view_line *line = &v->lines[i];

		if (!line->value[COL_EXITS])
			continue;
		if (!v->most || line->value[COL_EXITS] > v->most->value[COL_EXITS])
			v->most = line;
		if (!v->least || line->value[COL_EXITS] <= v->least->value[COL_EXITS])
			v->least = line;
	}
}

static void collect_reasons(struct view *v)
{
	const struct view_options *o = v->options;
	const struct row *rows;

	v->scope = sample_find(v->sample, o->scope);
	if (!v->scope)
		return;
	rows = scope_rows(v->sample, v->scope);
	v->lines = xcalloc(v->scope->nr_rows, sizeof(*v->lines));
	memcpy(v->total, v->scope->total, sizeof(v->total));
	v->restarted = v->scope->restarted;
	v->duration_ns = v->scope->duration_ns;
	for (u32 i = 0; i < v->scope->nr_rows; i++) {
		if (!view_wants(v, &rows[i]))
			continue;
		v->lines[v->nr_lines++] = (struct view_line){ v->scope, &rows[i], rows[i].value };
	}
}

static bool wanted_scope(const struct scope_key *key, const struct view_options *o)
{
	static const u32 kinds[] = {
		[LINES_VMS] = SCOPE_VM, [LINES_VCPUS] = SCOPE_VCPU, [LINES_CPUS] = SCOPE_CPU,
		[LINES_DEPARTED] = SCOPE_DEPARTED,
	};

	return key->kind == kinds[o->lines] &&
	       (o->scope.vm == SCOPE_ANY || o->scope.vm == key->vm) && view_wants_vm(o, key);
}

/*
 * What VMs that are no more did in an interval: it makes the list add up to the host, or
 * to the VM whose vCPUs are listed. Of the vCPUs themselves nothing is known.
 */
static bool ended_in_interval(const struct sample *s, const struct scope *scope,
			      const struct view_options *o)
{
	if (!s->is_difference || scope->key.kind != SCOPE_DEPARTED || o->lines == LINES_CPUS ||
	    (o->scope.vm != SCOPE_ANY && o->scope.vm != scope->key.vm) ||
	    !view_wants_vm(o, &scope->key))
		return false;
	for (int c = 0; c < NR_COLUMNS; c++)
		if (scope->total[c])
			return true;
	return false;
}

bool view_has_scopes(const struct sample *s, const struct view_options *o)
{
	for (size_t i = 0; i < s->nr_scopes; i++) {
		const struct scope_key *key = &s->scopes[i].key;

		if (wanted_scope(key, o) || (key->kind == SCOPE_DEPARTED && o->lines == LINES_VMS &&
						 view_wants_vm(o, key)))
			return true;
	}
	return false;
}

static void sum_up(u64 sum[NR_COLUMNS], const struct view *v, const struct scope *scope)
{
	const struct row *rows = scope_rows(v->sample, scope);

	for (u32 i = 0; i < scope->nr_rows; i++)
		if (view_wants(v, &rows[i]))
			add_values(sum, rows[i].value);
}

/* VMs of one name live one after the other; of the one that has ended this may be a part. */
static u64 duration_of_vm(const struct sample *s, u32 vm)
{
	u64 sum = 0;

	for (size_t i = 0; i < s->nr_scopes; i++) {
		const struct scope *scope = &s->scopes[i];

		if (scope->key.vm == vm &&
		    (scope->key.kind == SCOPE_VM || scope->key.kind == SCOPE_DEPARTED))
			sum = saturating_add(sum, scope->duration_ns);
	}
	return sum;
}

/* How long what the lines are of counted: the host, a VM; else the longest of them. */
static u64 duration_of_lines(const struct view *v)
{
	const struct view_options *o = v->options;
	const struct scope *host = sample_find(v->sample, HOST_SCOPE);
	u64 longest = 0;

	if (o->scope.vm != SCOPE_ANY)
		longest = duration_of_vm(v->sample, o->scope.vm);
	else if (host && !o->vms)
		longest = host->duration_ns;
	for (size_t i = 0; i < v->nr_lines; i++)
		if (v->lines[i].scope->duration_ns > longest)
			longest = v->lines[i].scope->duration_ns;
	return longest;
}

static void collect_scopes(struct view *v)
{
	const struct view_options *o = v->options;

	if (o->reasons)
		v->sums = xcalloc(v->sample->nr_scopes, sizeof(*v->sums));
	v->lines = xcalloc(v->sample->nr_scopes, sizeof(*v->lines));
	for (size_t i = 0; i < v->sample->nr_scopes; i++) {
		const struct scope *scope = &v->sample->scopes[i];
		struct view_line line = { scope, NULL, scope->total };

		if (!wanted_scope(&scope->key, o) && !ended_in_interval(v->sample, scope, o))
			continue;
		if (o->reasons) {
			sum_up(v->sums[i], v, scope);
			line.value = v->sums[i];
		}
		add_values(v->total, line.value);
		v->restarted |= scope->restarted;
		v->lines[v->nr_lines++] = line;
	}
	v->duration_ns = duration_of_lines(v);
}

void view_make(struct view *v, const struct sample *s, const struct view_options *o)
{
	memset(v, 0, sizeof(*v));
	v->sample = s;
	v->options = o;
	v->wanted = find_wanted(o);
	if (o->lines == LINES_REASONS)
		collect_reasons(v);
	else
		collect_scopes(v);
	if (v->nr_lines)
		qsort_r(v->lines, v->nr_lines, sizeof(*v->lines), compare_lines, v);
	find_extremes(v);
	if (o->top && v->nr_lines > o->top) {
		v->nr_hidden = v->nr_lines - o->top;
		v->nr_lines = o->top;
	}
}

void view_free(struct view *v)
{
	free(v->lines);
	free(v->sums);
	free(v->wanted);
	memset(v, 0, sizeof(*v));
}

const char *view_name(const struct view *v, const struct view_line *line,
		      char text[LABEL_TEXT + 16])
{
	const struct scope_key *key = &line->scope->key;

	if (key->kind == SCOPE_DEPARTED && v->options->lines != LINES_REASONS)
		return vm_label(key->vm);
	switch (v->options->lines) {
	case LINES_REASONS:
		return reason_name(line->row->reason);
	case LINES_VMS: case LINES_DEPARTED:
		return vm_label(key->vm);
	case LINES_VCPUS:
		if (v->options->scope.vm != SCOPE_ANY)
			snprintf(text, LABEL_TEXT + 16, "vcpu %u", key->vcpu);
		else
			snprintf(text, LABEL_TEXT + 16, "%s vcpu %u", vm_label(key->vm),
				 key->vcpu);
		return text;
	case LINES_CPUS:
		snprintf(text, LABEL_TEXT + 16, "cpu %u", key->cpu);
		return text;
	}
	return "";
}

const char *view_label(const struct view *v, const struct view_line *line,
		       char text[LABEL_TEXT + 16])
{
	if (v->options->lines == LINES_REASONS || v->options->lines == LINES_DEPARTED ||
	    line->scope->key.kind != SCOPE_DEPARTED)
		return view_name(v, line, text);
	snprintf(text, LABEL_TEXT + 16, "%s (ended)", vm_label(line->scope->key.vm));
	return text;
}

const char *scope_title(const struct scope_key *key, char text[LABEL_TEXT + 32])
{
	switch (key->kind) {
	case SCOPE_CPU:
		snprintf(text, LABEL_TEXT + 32, "CPU %u", key->cpu);
		return text;
	case SCOPE_VM:
	case SCOPE_DEPARTED:
		snprintf(text, LABEL_TEXT + 32, "VM %s", vm_label(key->vm));
		return text;
	case SCOPE_VCPU:
		snprintf(text, LABEL_TEXT + 32, "vCPU %u of VM %s", key->vcpu, vm_label(key->vm));
		return text;
	case SCOPE_GUEST:
		return "this guest";
	}
	return "host";
}
