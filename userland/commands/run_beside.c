// SPDX-License-Identifier: GPL-2.0-only
#include <signal.h>
#include <stdio.h>

#include "base/children.h"
#include "base/stop.h"
#include "base/units.h"
#include "commands/run_beside.h"
#include "commands/run_output.h"
#include "model/answerable.h"
#include "model/difference.h"
#include "model/names.h"
#include "sources/source_host.h"

/* One run of a command, beside a VM. */
struct beside {
	struct options *options;
	struct source *source;
	struct children children;
	struct run_output output;
	struct sample first;
	struct sample samples[2];	/* the last two */
	struct sample difference, sum;
	u64 nr;				/* samples taken */
	u64 ended_ns;			/* when the VM has; 0: it lives */
	bool over;			/* there are no more */
	bool told_to_end;
};

static struct sample *last_sample(struct beside *b)
{
	return &b->samples[(b->nr + 1) % 2];
}

static bool has_restarted(const struct sample *difference)
{
	for (size_t i = 0; i < difference->nr_scopes; i++)
		if (difference->scopes[i].restarted)
			return true;
	return false;
}

/* When the VM has ended; 0: it lives. */
static u64 end_of(const struct sample *s)
{
	for (size_t i = 0; i < s->nr_scopes; i++)
		if (s->scopes[i].ended)
			return s->scopes[i].ended;
	return 0;
}

static int record(struct beside *b, const struct sample *s, struct failure *f)
{
	if (!b->output.recorder.samples && run_output_record(&b->output, &b->first, f))
		return -1;
	return run_output_record(&b->output, s, f);
}

/*
 * The recording has the first sample and the last one, and what a report cannot know from
 * these: the last one before a reset, and that of the vCPUs before the VM's end.
 */
static int record_before(struct beside *b, const struct sample *before, struct failure *f)
{
	if (b->nr < 2 || !(b->ended_ns || has_restarted(&b->difference)))
		return 0;
	return record(b, before, f);
}

static int add(struct beside *b, struct sample *now, struct failure *f)
{
	struct sample *before = last_sample(b);

	sample_difference(before, now, &b->difference);
	sample_accumulate(&b->sum, &b->difference);
	b->ended_ns = end_of(now);
	b->over = b->ended_ns;
	return record_before(b, before, f);
}

/* What has happened since the last sample. */
static int take(struct beside *b, struct failure *f)
{
	struct sample *now = &b->samples[b->nr % 2];
	int got;

	if (b->over)
		return 0;
	got = b->source->next(b->source, now, f);
	if (got != SOURCE_SAMPLE) {
		b->over = true;
		return got < 0 ? -1 : 0;
	}
	if (b->nr && add(b, now, f))
		return -1;
	b->nr++;
	return 0;
}

/* Before anything is started. */
static int take_first(struct beside *b, struct failure *f)
{
	if (take(b, f) || check_answerable(&b->options->query.view, last_sample(b), f))
		return -1;
	sample_copy(&b->first, last_sample(b));
	sample_difference(&b->first, &b->first, &b->sum);
	return 0;
}

/* The command alone: the VM is not its. */
static void end_command(struct beside *b)
{
	if (!b->told_to_end && !b->children.first_ended)
		kill(b->children.first, SIGTERM);
	b->told_to_end = true;
}

/* Until the command has ended; what it has left behind may run on. */
static int watch(struct beside *b, struct failure *f)
{
	int result = 0;

	while (!b->children.first_ended) {
		children_wait(&b->children, RUN_TICK_MS);
		children_reap(&b->children);
		if (!result)
			result = take(b, f);
		if (stop_requested())
			end_command(b);
	}
	return result;
}

static void print(struct beside *b)
{
	const struct scope_key *scope = &b->options->query.view.scope;
	char time[UNIT_TEXT], name[LABEL_TEXT + 32], title[2 * LABEL_TEXT + 64];
	u64 until = b->ended_ns ? b->ended_ns : last_sample(b)->boot_ns;

	snprintf(title, sizeof(title), "%s (%s), %s%s", scope_title(scope, name),
		 name_text(scope->vm), b->ended_ns ? "ended after " : "",
		 format_ns(time, until > b->first.boot_ns ? until - b->first.boot_ns : 0));
	run_output_print(&b->output, &b->sum, &b->options->query.view, title);
	if (b->over && !b->ended_ns && scope->kind == SCOPE_VM)
		run_output_forgotten();
}

/* A VM that was started again is another one. */
static void warn_of_another(const struct beside *b)
{
	const struct query *q = &b->options->query;

	if (b->over && host_has(b->source, q))
		warn("another VM is called '%s' now: what it did is not counted, run the command "
		     "again for it", q->vms.list[0]);
}

static int report(struct beside *b, struct failure *f)
{
	struct failure ignored;
	int result;

	print(b);
	warn_of_another(b);
	result = record(b, last_sample(b), f);
	return run_output_close(&b->output, result ? &ignored : f) || result ? -1 : 0;
}

static int run_command(struct beside *b)
{
	struct failure f;
	bool failed;

	if (children_start(&b->children, b->options->operands, &f)) {
		warn("%s", f.text);
		run_output_close(&b->output, &f);
		return STATUS_FAILED;
	}
	failed = watch(b, &f);
	if (failed)
		warn("%s", f.text);
	if (report(b, &f)) {
		warn("%s", f.text);
		failed = true;
	}
	return failed ? STATUS_FAILED : children_exit_status(&b->children);
}

static void free_samples(struct beside *b)
{
	sample_free(&b->first);
	sample_free(&b->samples[0]);
	sample_free(&b->samples[1]);
	sample_free(&b->difference);
	sample_free(&b->sum);
}

int run_beside(struct options *o)
{
	struct beside b = { .options = o };
	struct failure f;
	int status;

	b.source = open_host(&o->query, &f);
	if (!b.source || take_first(&b, &f) || run_output_open(&b.output, o, &f))
		die(STATUS_FAILED, "%s", f.text);
	status = run_command(&b);
	b.source->close(b.source);
	free_samples(&b);
	return status;
}
