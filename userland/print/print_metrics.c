// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include "base/units.h"
#include "model/cause_names.h"
#include "model/causes.h"
#include "model/departed.h"
#include "model/hist.h"
#include "model/names.h"
#include "print/print_metrics.h"

#define LE_TEXT	32

/* A scope that is told of, and what it is called. */
struct member {
	const struct scope *scope;
	bool has_successor;	/* another one has its name in the host's files by now */
};

struct metrics {
	const struct exposition *e;
	const struct sample *sample;
	const struct view_options *options;
	struct member *members;
	size_t nr_members;
};

static bool is_told(const struct metrics *m, const struct scope *scope)
{
	switch (scope->key.kind) {
	case SCOPE_VM:
		return m->options->lines != LINES_VCPUS;
	case SCOPE_VCPU:
		return m->options->lines == LINES_VCPUS;
	case SCOPE_DEPARTED:
		return is_older(&scope->key) ||
		       scope->ended + METRICS_ENDED_NS >= m->sample->boot_ns;
	default:
		return false;
	}
}

static bool has_successor(const struct metrics *m, const struct scope *scope)
{
	if (scope->key.kind != SCOPE_DEPARTED || is_older(&scope->key))
		return false;
	for (size_t i = 0; i < m->sample->nr_scopes; i++) {
		const struct scope *other = &m->sample->scopes[i];

		if (other->key.vm == scope->key.vm && other->since > scope->since)
			return true;
	}
	return false;
}

static void choose_members(struct metrics *m)
{
	m->members = xcalloc(m->sample->nr_scopes + 1, sizeof(*m->members));
	for (size_t i = 0; i < m->sample->nr_scopes; i++) {
		const struct scope *scope = &m->sample->scopes[i];

		if (is_told(m, scope))
			m->members[m->nr_members++] = (struct member){
				.scope = scope,
				.has_successor = has_successor(m, scope),
			};
	}
}

/* "vm" is its owner's word for it, "id" the host's, which no other VM has. */
static void vm_labels(struct metric *metric, const struct member *member)
{
	const struct scope_key *key = &member->scope->key;
	char id[2 * LABEL_TEXT];

	if (is_older(key)) {
		metric_label(metric, "vm", OLDER_VMS);
		return;
	}
	metric_label(metric, "vm", vm_given_name(key->vm));
	snprintf(id, sizeof(id), "%s@%llu", name_text(key->vm), member->scope->since);
	metric_label(metric, "id", member->has_successor ? id : name_text(key->vm));
	if (key->vcpu != SCOPE_ANY)
		metric_number_label(metric, "vcpu", key->vcpu);
}

static struct metric begin_of_row(const struct metrics *m, const struct member *member,
				  const struct row *row, const char *name, const char *suffix)
{
	struct metric metric = metric_begin(m->e, name, suffix);

	vm_labels(&metric, member);
	metric_label(&metric, "reason", reason_name(row->reason));
	return metric;
}

/* Once for each VM where the labels need not be those of the counters. */
static void print_created(const struct metrics *m, struct metric *metric, u64 since)
{
	const struct sample *s = m->sample;

	metric_seconds(metric, s->wall_ns - s->boot_ns + since);
}

typedef void (*member_fn)(const struct metrics *m, const struct member *member);

static void each_member(const struct metrics *m, member_fn print)
{
	for (size_t i = 0; i < m->nr_members; i++)
		print(m, &m->members[i]);
}

typedef void (*row_fn)(const struct metrics *m, const struct member *member,
		       const struct row *row);

static void each_row(const struct metrics *m, const struct member *member, row_fn print)
{
	const struct row *rows = scope_rows(m->sample, member->scope);

	for (u32 i = 0; i < member->scope->nr_rows; i++)
		if (rows[i].value[COL_EXITS])
			print(m, member, &rows[i]);
}

static void print_count(const struct metrics *m, const struct member *member,
			const struct row *row, const char *name, u64 count)
{
	struct metric metric = begin_of_row(m, member, row, name, "_total");

	metric_value(&metric, count);
	if (!m->e->openmetrics)
		return;
	metric = begin_of_row(m, member, row, name, "_created");
	print_created(m, &metric, member->scope->since);
}

static void print_exits(const struct metrics *m, const struct member *member,
			const struct row *row)
{
	print_count(m, member, row, "kvm_exits", row->value[COL_EXITS]);
}

static void print_exits_of(const struct metrics *m, const struct member *member)
{
	each_row(m, member, print_exits);
}

static void print_to_user(const struct metrics *m, const struct member *member,
			  const struct row *row)
{
	if (row->value[COL_TO_USER])
		print_count(m, member, row, "kvm_exits_to_user", row->value[COL_TO_USER]);
}

static void print_to_user_of(const struct metrics *m, const struct member *member)
{
	each_row(m, member, print_to_user);
}

/* In the text format it is a metric of its own, and for all of a VM's counters. */
static void print_vm_created(const struct metrics *m, const struct member *member)
{
	struct metric metric;

	if (!member->scope->total[COL_EXITS])
		return;
	metric = metric_begin(m->e, "kvm_exits_created", "");
	vm_labels(&metric, member);
	print_created(m, &metric, member->scope->since);
}

static void cause_labels(struct metric *metric, const struct row *row)
{
	const char *cause = reason_cause(row->reason);

	metric_label(metric, "cause", cause);
	metric_label(metric, "known_as", cause_name(cause));
}

static void print_cause(const struct metrics *m, const struct member *member,
			const struct row *row)
{
	struct metric metric = begin_of_row(m, member, row, "kvm_exit_causes", "_total");

	cause_labels(&metric, row);
	metric_value(&metric, row->value[COL_EXITS]);
	if (!m->e->openmetrics)
		return;
	metric = begin_of_row(m, member, row, "kvm_exit_causes", "_created");
	cause_labels(&metric, row);
	print_created(m, &metric, member->scope->since);
}

/*
 * What is left over is no series: it becomes less when one of its causes comes to be one of
 * those that are told.
 */
static void print_causes_of(const struct metrics *m, const struct member *member)
{
	const struct sample *causes = m->sample->causes;
	const struct scope *scope = sample_find(causes, member->scope->key);
	const size_t most = m->options->top ? m->options->top : METRICS_CAUSES;
	const struct row **top;
	size_t nr;

	if (!scope)
		return;
	top = scope_top_causes(causes, scope, most, &nr);
	for (size_t i = 0; i < nr; i++)
		print_cause(m, member, top[i]);
	free(top);
}

static const enum column phases[] = {
	COL_GUEST, COL_KERNEL, COL_USER, COL_HALTED, COL_BLOCKED, COL_STEAL,
};

static struct metric begin_of_phase(const struct metrics *m, const struct member *member,
				    const struct row *row, enum column phase, const char *suffix)
{
	struct metric metric = begin_of_row(m, member, row, "kvm_exit_seconds", suffix);

	metric_label(&metric, "phase", column_name(phase));
	return metric;
}

static void print_phases(const struct metrics *m, const struct member *member,
			 const struct row *row)
{
	for (size_t i = 0; i < ARRAY_SIZE(phases); i++) {
		const u64 cycles = row->value[phases[i]];
		struct metric metric;

		if (!cycles)
			continue;
		metric = begin_of_phase(m, member, row, phases[i], "_total");
		metric_seconds(&metric, cycles_to_ns(cycles, m->sample->tsc_khz));
		if (!m->e->openmetrics)
			continue;
		metric = begin_of_phase(m, member, row, phases[i], "_created");
		print_created(m, &metric, member->scope->since);
	}
}

static void print_phases_of(const struct metrics *m, const struct member *member)
{
	each_row(m, member, print_phases);
}

static void print_running(const struct metrics *m, const struct member *member)
{
	const struct scope *scope = member->scope;
	struct metric metric;

	if (!scope->has_running || scope->running <= 0)
		return;
	metric = metric_begin(m->e, "kvm_exit_running_seconds", "");
	vm_labels(&metric, member);
	metric_seconds(&metric, cycles_to_ns(scope->running, m->sample->tsc_khz));
}

/* One for each VM, whether its vCPUs are told of or not. */
static void print_info(const struct metrics *m, const struct member *member)
{
	const struct scope_key *key = &member->scope->key;
	struct metric metric;

	if (is_older(key) || (key->vcpu != SCOPE_ANY && key->vcpu))
		return;
	metric = metric_begin(m->e, "kvm_exits_vm", "_info");
	vm_labels(&metric, member);
	metric_label(&metric, "uuid", vm_uuid(key->vm));
	metric_value(&metric, 1);
}

/*
 * A bound in seconds, to three digits: the TSC's frequency is measured anew at each boot,
 * and the last digits of a bound with it, but a series lives by its labels.
 */
static const char *bound_text(char text[LE_TEXT], u64 cycles, u64 tsc_khz)
{
	u64 ns = cycles_to_ns(cycles, tsc_khz), unit = 1;

	while (ns / unit >= 1000)
		unit *= 10;
	ns = (ns + unit / 2) / unit * unit;
	snprintf(text, LE_TEXT, "%llu.%09llu", ns / 1000000000, ns % 1000000000);
	return text;
}

static struct metric begin_of_hist(const struct metrics *m, u32 reason, const char *suffix)
{
	struct metric metric = metric_begin(m->e, "kvm_exit_kernel_seconds", suffix);

	metric_label(&metric, "reason", reason_name(reason));
	return metric;
}

static u64 print_buckets(const struct metrics *m, u32 reason, const u64 bucket[])
{
	const struct bounds *b = &m->sample->bounds;
	struct metric metric;
	char le[LE_TEXT];
	u64 sum = 0;

	for (unsigned int i = 0; i < b->nr; i++) {
		sum += bucket[i];
		metric = begin_of_hist(m, reason, "_bucket");
		metric_label(&metric, "le", i + 1 == b->nr ? "+Inf" :
			     bound_text(le, b->lower[i + 1], m->sample->tsc_khz));
		metric_value(&metric, sum);
	}
	return sum;
}

static void print_hist(const struct metrics *m, const struct scope *host, const struct row *row)
{
	const struct distribution *d = row_distribution(m->sample, row);
	struct metric metric;
	u64 count;

	if (!d || !row->value[COL_EXITS])
		return;
	count = print_buckets(m, row->reason, d->bucket);
	metric = begin_of_hist(m, row->reason, "_sum");
	metric_seconds(&metric, cycles_to_ns(row->value[COL_KERNEL], m->sample->tsc_khz));
	metric = begin_of_hist(m, row->reason, "_count");
	metric_value(&metric, count);
	if (!m->e->openmetrics)
		return;
	metric = begin_of_hist(m, row->reason, "_created");
	print_created(m, &metric, host->since);
}

static void print_hists(const struct metrics *m)
{
	const struct scope *host = sample_find(m->sample, HOST_SCOPE);
	const struct row *rows = host ? scope_rows(m->sample, host) : NULL;

	if (!m->sample->bounds.nr)
		return;
	metric_family(m->e, "kvm_exit_kernel_seconds", METRIC_HISTOGRAM,
		      "How long KVM itself worked on an exit, of the whole host.");
	for (u32 i = 0; rows && i < host->nr_rows; i++)
		print_hist(m, host, &rows[i]);
}

void print_metrics(const struct exposition *e, const struct sample *s,
		   const struct view_options *o)
{
	struct metrics m = { .e = e, .sample = s, .options = o };

	choose_members(&m);
	metric_family(e, "kvm_exits", METRIC_COUNTER, "VM exits.");
	each_member(&m, print_exits_of);
	if (!e->openmetrics) {
		metric_family(e, "kvm_exits_created", METRIC_GAUGE,
			      "When the counters of a VM began at zero, as Unix time.");
		each_member(&m, print_vm_created);
	}
	if (s->columns & COLUMN_BIT(COL_TO_USER)) {
		metric_family(e, "kvm_exits_to_user", METRIC_COUNTER,
			      "VM exits that KVM left to the VMM.");
		each_member(&m, print_to_user_of);
	}
	if (s->causes) {
		metric_family(e, "kvm_exit_causes", METRIC_COUNTER,
			      "What was behind VM exits: those with most exits of a VM.");
		each_member(&m, print_causes_of);
	}
	metric_family(e, "kvm_exit_seconds", METRIC_COUNTER,
		      "A vCPU's time: guest until the exit, the other phases after it.");
	each_member(&m, print_phases_of);
	metric_family(e, "kvm_exit_running_seconds", METRIC_GAUGE,
		      "Guest time that no exit has ended yet.");
	each_member(&m, print_running);
	print_hists(&m);
	metric_family(e, "kvm_exits_vm", METRIC_INFO, "Who a VM is.");
	each_member(&m, print_info);
	metric_end(e);
	free(m.members);
}
