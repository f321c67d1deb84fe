// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>

#include "source.h"
#include "source_debugfs.h"

struct host_source {
	struct source source;
	struct debugfs debugfs;
	struct scope_key scope;
	const char *file;	/* "": that of the scope */
	bool read_before, missing;
};

/* The smallest file that has what is asked for; "" where that is the scope's own. */
static const char *choose_file(const struct query *q)
{
	if (q->view.lines == LINES_CPUS || q->view.scope.kind == SCOPE_CPU)
		return "cpus";
	return q->view.lines == LINES_REASONS ? "" : "all";
}

int resolve_scope(const struct debugfs *d, struct query *q, struct failure *f)
{
	struct scope_key *key = &q->view.scope;

	*key = HOST_SCOPE;
	key->cpu = q->cpu;
	key->vcpu = q->vcpu;
	if (q->cpu != SCOPE_ANY)
		key->kind = SCOPE_CPU;
	if (!q->vm)
		return 0;
	key->kind = q->vcpu == SCOPE_ANY ? SCOPE_VM : SCOPE_VCPU;
	return debugfs_find_vm(d, q->vm, &key->vm, f);
}

/*
 * The files of KVM are gone. Between two samples that is a VM's end or a module
 * being exchanged; the latter may come back.
 */
static int gone(struct host_source *h, struct sample *s, struct failure *f)
{
	char title[LABEL_TEXT + 32];

	if (!h->read_before)
		return -1;
	if (h->scope.vm != SCOPE_ANY) {
		warn("%s has ended", scope_title(&h->scope, title));
		return SOURCE_END;
	}
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
	struct debugfs now;

	if (!h->missing)
		return true;
	if (debugfs_open(&now, h->debugfs.dir, f))
		return false;
	h->debugfs = now;
	return true;
}

static int next(struct source *src, struct sample *s, struct failure *f)
{
	struct host_source *h = (struct host_source *)src;
	int result = DEBUGFS_GONE;

	if (has_facts(h, f))
		result = h->file[0] ? debugfs_read(&h->debugfs, h->file, h->scope, s, f) :
			 debugfs_read_scope(&h->debugfs, h->scope, s, f);
	if (result == DEBUGFS_GONE)
		return gone(h, s, f);
	if (result)
		return -1;
	h->missing = false;
	h->read_before = true;
	debugfs_label(&h->debugfs, s);
	return SOURCE_SAMPLE;
}

static void close_host(struct source *src)
{
	free(src);
}

struct source *open_host(struct query *q, struct failure *f)
{
	struct host_source *h = xcalloc(1, sizeof(*h));

	h->source = (struct source){ .next = next, .close = close_host, .live = true };
	if (debugfs_open(&h->debugfs, q->debugfs, f) || resolve_scope(&h->debugfs, q, f)) {
		free(h);
		return NULL;
	}
	h->file = choose_file(q);
	h->scope = q->view.lines == LINES_REASONS && q->view.scope.kind != SCOPE_CPU ?
		   q->view.scope : HOST_SCOPE;
	return &h->source;
}
