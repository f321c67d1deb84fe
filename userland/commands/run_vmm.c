// SPDX-License-Identifier: GPL-2.0-only
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/stop.h"
#include "base/units.h"
#include "commands/run_output.h"
#include "commands/run_vmm.h"
#include "model/answerable.h"
#include "model/halted.h"
#include "model/names.h"
#include "sources/debugfs_causes.h"
#include "sources/debugfs_read.h"
#include "sources/host_open.h"
#include "sources/own_vms.h"
#include "sources/vm_process.h"

/* One run of a command. */
struct run {
	struct options *options;
	struct debugfs debugfs;
	struct children children;
	struct own_vms vms;
	struct halted halted;
	struct run_output output;
	bool told_to_end;	/* SIGTERM was passed on, or the guest has halted */
};

/* A child that is not there any more does not matter. */
static void end_command(struct run *r)
{
	if (r->told_to_end)
		return;
	r->told_to_end = true;
	for (size_t i = 0; i < r->vms.nr; i++) {
		unsigned int pid = vm_process(r->vms.list[i].vm, "/proc");

		if (pid && !r->vms.list[i].gone)
			kill(pid, SIGTERM);
	}
	if (!r->vms.nr && !r->children.first_ended)
		kill(r->children.first, SIGTERM);
}

static unsigned int count_vcpus(const struct run *r, u32 vm)
{
	struct sample s = { 0 };
	struct failure ignored;
	char path[PATH_MAX];
	struct scope_key vcpus = VM_SCOPE(vm);
	unsigned int nr = 0;

	vcpus.kind = SCOPE_VCPU;
	if (!debugfs_read(&r->debugfs, exits_path(&vcpus, path), VM_SCOPE(vm), &s, &ignored))
		nr = s.nr_scopes;
	sample_free(&s);
	return nr ? nr : 1;
}

/* The first VM that lives is the one that --until-halted is about. */
static size_t first_living(const struct run *r)
{
	size_t i = 0;

	while (i < r->vms.nr && r->vms.list[i].gone)
		i++;
	return i;
}

static bool has_halted(struct run *r)
{
	size_t at = first_living(r);
	struct own_vm *vm = r->vms.list + at;

	return r->options->until_halted && at < r->vms.nr && vm->sample.nr_scopes &&
	       halted_update(&r->halted, &vm->sample, count_vcpus(r, vm->vm));
}

/* Until the command and all that came of it have ended, or the guest is at rest. */
static int watch(struct run *r, struct failure *f)
{
	for (;;) {
		/* In this order a VM that ends between the two is still seen as ended. */
		children_reap(&r->children);
		if (own_vms_update(&r->vms, f))
			return -1;
		if (r->children.all_ended)
			return 0;
		if (!r->told_to_end && has_halted(r))
			return 1;
		if (stop_requested())
			end_command(r);
		own_vms_wait(&r->vms, RUN_TICK_MS);
	}
}

static void wait_for_end(struct run *r)
{
	while (!r->children.all_ended) {
		children_reap(&r->children);
		own_vms_wait(&r->vms, RUN_TICK_MS);
	}
}

/* Its reasons or its vCPUs. */
static void print_numbers(struct run *r, const struct own_vm *vm, const char *title)
{
	struct view_options o = r->options->query.view;
	struct sample life = { 0 };

	o.scope = VM_SCOPE(vm->vm);
	if (!r->vms.want_vcpus) {
		run_output_print(&r->output, &vm->sample, &o, title);
		return;
	}
	own_vm_life(vm, &life);
	run_output_print(&r->output, &life, &o, title);
	sample_free(&life);
}

static void print_vm(struct run *r, const struct own_vm *vm, bool halted)
{
	const struct scope *scope = &vm->sample.scopes[0];
	u64 until = scope->ended ? scope->ended : vm->sample.boot_ns;
	char time[UNIT_TEXT], name[LABEL_TEXT + 32], title[2 * LABEL_TEXT + 64];

	snprintf(title, sizeof(title), "%s (%s), %s after %s", scope_title(&scope->key, name),
		 name_text(vm->vm), halted ? "halted" : "ended",
		 format_ns(time, until > scope->since ? until - scope->since : 0));
	print_numbers(r, vm, title);
	if (!halted && !vm->complete)
		run_output_forgotten();
}

/* Two VMs may have had the same name, one after the other. */
static struct scope_key key_in(const struct sample *all, struct scope_key key, u64 since)
{
	if (sample_find(all, key))
		key.since = since;
	return key;
}

static void join_scope(struct sample *all, struct scope_key key, const struct sample *s,
		       const struct scope *scope)
{
	const struct row *rows = scope_rows(s, scope);
	const u32 at = sample_scope(all, key);

	all->scopes[at] = *scope;
	all->scopes[at].key = key;
	all->scopes[at].ended = 0;
	for (u32 i = 0; i < scope->nr_rows; i++)
		memcpy(sample_add_row(all, at, rows[i].reason)->value, rows[i].value,
		       sizeof(rows[i].value));
}

/* With what was behind its exits, where that is known. */
static void join_with_causes(struct sample *all, const struct sample *s, const struct scope *scope)
{
	const struct scope_key key = key_in(all, scope->key, scope->since);
	const struct scope *causes = s->causes ? sample_find(s->causes, scope->key) : NULL;

	join_scope(all, key, s, scope);
	if (!causes)
		return;
	if (!all->causes)
		sample_add_causes(all);
	join_scope(all->causes, key, s->causes, causes);
}

static void join_vm(struct sample *all, const struct own_vm *vm)
{
	const struct sample *s = &vm->sample;

	all->isa = s->isa;
	all->tsc_khz = s->tsc_khz;
	all->format = s->format;
	all->columns = s->columns;
	all->boot_ns = s->boot_ns;
	all->wall_ns = s->wall_ns;
	join_with_causes(all, s, &s->scopes[0]);
	for (size_t i = 0; i < vm->vcpus.nr_scopes; i++)
		if (vm->vcpus.scopes[i].key.kind == SCOPE_VCPU)
			join_with_causes(all, &vm->vcpus, &vm->vcpus.scopes[i]);
}

/* All VMs of the command, and maybe their vCPUs, as the scopes of one sample. */
static void join(const struct run *r, struct sample *all)
{
	for (size_t i = 0; i < r->vms.nr; i++)
		if (r->vms.list[i].sample.nr_scopes)
			join_vm(all, &r->vms.list[i]);
	sample_finish(all);
	if (all->causes)
		sample_finish(all->causes);
}

/* The host's numbers have the reasons and columns that the VM's will have. */
static int check_options(const struct run *r, struct failure *f)
{
	const struct view_options *o = &r->options->query.view;
	struct sample s = { 0 };
	int result = debugfs_read(&r->debugfs, "exits", HOST_SCOPE, &s, f);

	if (!result)
		result = check_answerable(o, &s, f);
	if (!result && o->causes)
		result = debugfs_check_causes(&r->debugfs, f);
	sample_free(&s);
	return result ? -1 : 0;
}

static int record(struct run *r, struct failure *f)
{
	struct sample all = { 0 };
	struct failure ignored;
	int result;

	join(r, &all);
	result = all.nr_scopes ? run_output_record(&r->output, &all, f) : 0;
	sample_free(&all);
	return run_output_close(&r->output, result ? &ignored : f) || result ? -1 : 0;
}

static int report(struct run *r, bool halted, struct failure *f)
{
	for (size_t i = 0; i < r->vms.nr; i++)
		if (r->vms.list[i].sample.nr_scopes)
			print_vm(r, &r->vms.list[i], halted && i == first_living(r));
	return record(r, f);
}

static bool wants_causes(const struct run *r)
{
	const enum ask_causes ask = r->options->query.causes;

	return ask == CAUSES_ALWAYS ||
	       (ask == CAUSES_IF_ON && debugfs_detail(&r->debugfs) == DETAIL_CAUSES);
}

int run_vmm(struct options *o)
{
	struct run r = { .options = o };
	struct failure f;
	int halted, status;

	if (host_open(&r.debugfs, &o->query, &f) || check_options(&r, &f) ||
	    run_output_open(&r.output, o, &f))
		die(STATUS_FAILED, "%s", f.text);
	own_vms_begin(&r.vms, &r.debugfs, &r.children);
	r.vms.want_causes = wants_causes(&r);
	r.vms.want_vcpus = o->query.view.lines == LINES_VCPUS;
	if (children_start(&r.children, o->operands, &f)) {
		warn("%s", f.text);
		run_output_close(&r.output, &f);
		own_vms_free(&r.vms);
		host_close(&r.debugfs);
		return STATUS_FAILED;
	}
	halted = watch(&r, &f);
	if (halted < 0)
		warn("%s", f.text);
	if (halted > 0)
		end_command(&r);
	else
		own_vms_finish(&r.vms);
	wait_for_end(&r);
	status = children_exit_status(&r.children);
	if (!r.vms.nr) {
		warn("'%s' has started no VM", o->operands[0]);
		status = status ? status : STATUS_FAILED;
	}
	if (report(&r, halted > 0, &f)) {
		warn("%s", f.text);
		status = STATUS_FAILED;
	}
	own_vms_free(&r.vms);
	host_close(&r.debugfs);
	/* That it was told to end is no failure of the command. */
	return halted > 0 ? STATUS_OK : halted < 0 ? STATUS_FAILED : status;
}
