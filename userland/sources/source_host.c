// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "model/hist.h"
#include "sources/debugfs_causes.h"
#include "sources/debugfs_hist.h"
#include "sources/debugfs_read.h"
#include "sources/debugfs_vms.h"
#include "sources/hist_fill.h"
#include "sources/host_open.h"
#include "sources/source_host.h"
#include "sources/stamp.h"

/* Reads what is asked for into @s, with debugfs_read()'s results. */
struct host_source;
typedef int (*read_fn)(struct host_source *h, struct sample *s, struct failure *f);

#define LAST_TRIES	25	/* of 20 ms: a VM's files go before it is among the departed */

struct host_source {
	struct source source;
	struct debugfs debugfs;
	struct scope_key scope;
	u32 cpu;		/* the one asked for, or SCOPE_ANY */
	read_fn read;
	bool hists;
	enum ask_causes causes;
	struct hist hist;	/* of the one scope, where it is one */
	u64 since;		/* of the one VM or vCPU that is looked at, once it was read */
	bool read_before, missing, ended;
};

static int read_cpus(struct host_source *h, struct sample *s, struct failure *f)
{
	return debugfs_read(&h->debugfs, "cpus", HOST_SCOPE, s, f);
}

static int read_all(struct host_source *h, struct sample *s, struct failure *f)
{
	return debugfs_read_all(&h->debugfs, s, f);
}

static int read_vcpus(struct host_source *h, struct sample *s, struct failure *f)
{
	return debugfs_read_vcpus(&h->debugfs, h->scope.vm, s, f);
}

static int read_scope(struct host_source *h, struct sample *s, struct failure *f)
{
	return debugfs_read_scope(&h->debugfs, h->scope, s, f);
}

/* The distributions first: what comes between the two reads is then not missing. */
static int read_scope_with_hist(struct host_source *h, struct sample *s, struct failure *f)
{
	int result = debugfs_read_hist(&h->debugfs, &h->scope, &h->hist, f);
	bool there = !result;

	/* A copy may be without them; where the VM has ended it is seen again. */
	if (result == DEBUGFS_GONE)
		result = DEBUGFS_OK;
	if (!result)
		result = h->read(h, s, f);
	if (!result && there)
		sample_take_hist(s, h->scope, &h->hist);
	return result;
}

static int read_with_hists(struct host_source *h, struct sample *s, struct failure *f)
{
	int result;

	if (h->read == read_scope)
		return read_scope_with_hist(h, s, f);
	result = h->read(h, s, f);
	return result ? result : hist_fill(&h->debugfs, s, f);
}

/* What was behind the exits is read last: no smaller than them. */
static int read_sample(struct host_source *h, struct sample *s, struct failure *f)
{
	int result = h->hists ? read_with_hists(h, s, f) : h->read(h, s, f);

	if (result || !h->causes || (h->causes == CAUSES_IF_ON && s->detail != DETAIL_CAUSES))
		return result;
	return debugfs_add_causes(&h->debugfs, s, f);
}

/* The smallest file that has what is asked for. */
static read_fn choose_file(const struct query *q)
{
	if (q->view.lines == LINES_CPUS || q->view.scope.kind == SCOPE_CPU)
		return read_cpus;
	if (q->view.lines == LINES_REASONS)
		return read_scope;
	return q->view.scope.kind == SCOPE_VM ? read_vcpus : read_all;
}

/* What the host keeps of the VM is there a moment after its files have gone. */
static bool find_departed(struct host_source *h, struct scope_key key, struct sample *s)
{
	struct failure ignored;

	for (int try = 0; try < LAST_TRIES; try++) {
		if (try)
			usleep(20000);
		if (debugfs_read_departed(&h->debugfs, s, &ignored))
			return false;
		if (sample_keep(s, key))
			return true;
	}
	return false;
}

/*
 * The VM has ended since it was read last: what it did up to its end is among the
 * departed VMs, as long as the host remembers it.
 */
static bool last_part(struct host_source *h, struct sample *s)
{
	struct scope_key key = h->scope;

	if (h->scope.kind != SCOPE_VM)
		return false;
	key.kind = SCOPE_DEPARTED;
	key.since = h->since;
	if (!find_departed(h, key, s))
		return false;
	/* As one of the lines of a list it is told to have ended. */
	if (h->read == read_scope)
		sample_rename(s, h->scope);
	return true;
}

static int vm_has_ended(struct host_source *h, struct sample *s)
{
	char title[LABEL_TEXT + 32];

	if (!h->ended && last_part(h, s)) {
		h->ended = true;
		return SOURCE_SAMPLE;
	}
	/* The host keeps what a VM did, not which of its vCPUs. */
	warn("%s has ended%s", scope_title(&h->scope, title), h->scope.kind != SCOPE_VCPU ? "" :
	     ": what it did last is known of the VM only (--vm without --vcpu)");
	return SOURCE_END;
}

/*
 * Another VM has taken the name: its counters began later than the host's, while those
 * of a reset all began at once.
 */
static bool is_another(struct host_source *h, u64 since)
{
	struct sample host = { 0 };
	struct failure ignored;
	bool another = false;

	if (!debugfs_read_scope(&h->debugfs, HOST_SCOPE, &host, &ignored) && host.nr_scopes)
		another = since > host.scopes[0].since;
	sample_free(&host);
	return another;
}

/*
 * The files of KVM are gone. Between two samples that is a VM's end or a module
 * being exchanged; the latter may come back.
 */
static int gone(struct host_source *h, struct sample *s, struct failure *f)
{
	if (!h->read_before)
		return -1;
	if (h->scope.vm != SCOPE_ANY)
		return vm_has_ended(h, s);
	if (!h->debugfs.live)
		return -1;
	if (!h->missing)
		warn("%s: waiting for the module to come back", f->text);
	h->missing = true;
	sample_clear(s);
	stamp(s);
	s->tsc_khz = h->debugfs.tsc_khz;
	s->isa = h->debugfs.isa;
	s->columns = COLUMN_BIT(COL_EXITS) | COLUMN_BIT(COL_KERNEL);
	sample_scope(s, HOST_SCOPE);
	sample_finish(s);
	return SOURCE_SAMPLE;
}

/* After a module's absence everything about it may be different, or not be there yet. */
static bool has_facts(struct host_source *h, struct failure *f)
{
	return !h->missing || !debugfs_refresh(&h->debugfs, f);
}

/* False: what was read is of another VM than before. */
static bool is_the_same(struct host_source *h, const struct sample *s)
{
	const struct scope *scope = sample_find(s, h->scope);
	u64 since = scope ? scope->since : 0;

	if (h->scope.vm == SCOPE_ANY)
		return true;
	if (h->since && since != h->since && is_another(h, since))
		return false;
	h->since = since;
	return true;
}

/* A CPU without exits has no rows; one that there is not has none either. */
static int check_cpu(const struct host_source *h, const struct sample *s, struct failure *f)
{
	const struct scope_key key = { SCOPE_CPU, SCOPE_ANY, SCOPE_ANY, h->cpu, 0 };
	char path[64];

	if (h->cpu == SCOPE_ANY || sample_find(s, key))
		return 0;
	if (!h->debugfs.live)
		return fail(f, "%s/cpus: no exits of CPU %u in it: --per-cpu lists those there are",
			    h->debugfs.dir, h->cpu);
	snprintf(path, sizeof(path), "/sys/devices/system/cpu/cpu%u", h->cpu);
	if (!access(path, F_OK))
		return 0;
	return fail(f, "this host has no CPU %u: --per-cpu lists those that have exits", h->cpu);
}

static int next(struct source *src, struct sample *s, struct failure *f)
{
	struct host_source *h = (struct host_source *)src;
	int result = DEBUGFS_GONE;

	if (h->ended)
		return vm_has_ended(h, s);
	if (has_facts(h, f))
		result = read_sample(h, s, f);
	if (result == DEBUGFS_GONE)
		return gone(h, s, f);
	if (result)
		return -1;
	if (!is_the_same(h, s))
		return vm_has_ended(h, s);
	if (!h->read_before && check_cpu(h, s, f))
		return -1;
	h->missing = false;
	h->read_before = true;
	debugfs_label(&h->debugfs, s);
	return SOURCE_SAMPLE;
}

static void close_host(struct source *src)
{
	struct host_source *h = (struct host_source *)src;

	hist_free(&h->hist);
	host_close(&h->debugfs);
	free(h);
}

bool host_has(const struct source *src, const struct query *q)
{
	struct query asked = *q;
	struct failure ignored;

	return !debugfs_resolve(&((const struct host_source *)src)->debugfs, &asked, &ignored);
}

struct source *open_host(struct query *q, struct failure *f)
{
	struct host_source *h = xcalloc(1, sizeof(*h));

	h->source = (struct source){ .next = next, .close = close_host, .live = true };
	if (host_open(&h->debugfs, q, f) || debugfs_resolve(&h->debugfs, q, f) ||
	    (q->causes == CAUSES_ALWAYS && debugfs_check_causes(&h->debugfs, f))) {
		close_host(&h->source);
		return NULL;
	}
	h->source.from_now = h->debugfs.plugin;
	h->cpu = q->cpu;
	h->read = choose_file(q);
	h->hists = q->hists && h->read != read_cpus;
	h->causes = h->read == read_cpus ? CAUSES_NOT : q->causes;
	h->scope = q->view.scope.kind == SCOPE_CPU ? HOST_SCOPE : q->view.scope;
	return &h->source;
}
