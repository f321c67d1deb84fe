// SPDX-License-Identifier: GPL-2.0-only
/*
 * Samples from files: recordings, copies of the host's directory, and single
 * files out of one.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sources/debugfs_causes.h"
#include "sources/debugfs_read.h"
#include "sources/parse.h"
#include "sources/recording.h"
#include "sources/source_file.h"

struct file_source {
	struct source source;
	struct query *query;
	const char *file;
	struct recording recording;
	struct sample only;	/* of a snapshot */
	bool is_recording, resolved, ended;
	bool found_vm;		/* --vm is in it, though maybe not what is asked of it */
};

/* Whether a scope is the VM or vCPU that is asked for, or a vCPU to be listed. */
static bool is_wanted(const struct scope_key *k, const struct query *q)
{
	const u32 kind = q->vcpu == SCOPE_ANY ? SCOPE_VM : SCOPE_VCPU;

	if (k->vm == SCOPE_ANY || !vm_matches(k->vm, q->vms.list[0]))
		return false;
	return (k->kind == kind && k->vcpu == q->vcpu) ||
	       (k->kind == SCOPE_VCPU && q->view.lines == LINES_VCPUS);
}

/* The VMs that --vm means: how many; @key is the scope of the last. The caller frees. */
static size_t find_vms(const struct sample *s, const struct query *q, struct scope_key *key,
		       u32 **vms)
{
	size_t nr = 0, room = 0;

	*vms = NULL;
	for (size_t i = 0; i < s->nr_scopes; i++) {
		const struct scope_key *k = &s->scopes[i].key;

		/* The first of those that had one <pid>-<fd> after the other. */
		if (!is_wanted(k, q) || (nr && (*vms)[nr - 1] == k->vm))
			continue;
		*vms = grow(*vms, &room, nr, sizeof(**vms));
		(*vms)[nr++] = k->vm;
		*key = q->view.lines == LINES_VCPUS ? VM_SCOPE(k->vm) : *k;
	}
	return nr;
}

static int find_vm(const struct sample *s, const struct query *q, struct scope_key *key,
		   struct failure *f)
{
	u32 *vms;
	size_t nr = find_vms(s, q, key, &vms);
	int result = nr > 1 ? fail_ambiguous(q->vms.list[0], vms, nr, f) : (int)nr;

	free(vms);
	return result;
}

/*
 * The scope that the user means, among those that the samples have: 1 if there is
 * one, -1 if there are several.
 */
static int find_scope(const struct sample *s, const struct query *q, struct scope_key *key,
		      struct failure *f)
{
	*key = HOST_SCOPE;
	if (q->cpu != SCOPE_ANY) {
		key->kind = SCOPE_CPU;
		key->cpu = q->cpu;
		return !!sample_find(s, *key);
	}
	if (q->vms.nr && !q->view.vms)
		return find_vm(s, q, key, f);
	if (q->view.lines != LINES_REASONS || sample_find(s, *key))
		return 1;
	*key = s->nr_scopes ? s->scopes[0].key : *key;
	return s->nr_scopes == 1;
}

/* Whether a sample has what is asked for: as find_scope(), and the lines to be shown. */
static int resolve(const struct sample *s, struct query *q, struct failure *f)
{
	int found = find_scope(s, q, &q->view.scope, f);

	if (found <= 0 || q->view.lines == LINES_REASONS)
		return found;
	return view_has_scopes(s, &q->view);
}

static int fail_lines(const struct file_source *s, struct failure *f)
{
	static const char *const names[] = {
		[LINES_VMS] = "VM", [LINES_VCPUS] = "vCPU", [LINES_CPUS] = "CPU",
	};
	static const char *const options[] = {
		[LINES_VMS] = "--per-vm", [LINES_VCPUS] = "--per-vcpu", [LINES_CPUS] = "--per-cpu",
	};
	const enum lines_of lines = s->query->view.lines;

	return fail(f, "%s: no %s in it: none had exits, or it was recorded without %s", s->file,
		    names[lines], options[lines]);
}

static int fail_vms(const struct file_source *s, struct failure *f)
{
	char *text = patterns_text(&s->query->vms);
	int result = fail(f, "%s: no VM '%s' in it", s->file, text);

	free(text);
	return result;
}

static int fail_scope(const struct file_source *s, struct failure *f)
{
	const struct query *q = s->query;

	if (q->cpu != SCOPE_ANY)
		return fail(f, "%s: no exits of CPU %u in it", s->file, q->cpu);
	if (q->vms.nr && q->vcpu != SCOPE_ANY)
		return fail(f, "%s: no vCPU %u of a VM '%s' in it", s->file, q->vcpu,
			    q->vms.list[0]);
	if (q->vms.nr && !s->found_vm)
		return fail_vms(s, f);
	if (q->view.lines != LINES_REASONS)
		return fail_lines(s, f);
	return fail(f, "%s: no exits of the whole host in it: use --per-vm, --per-cpu or --vm",
		    s->file);
}

static int end(struct file_source *s, struct failure *f)
{
	s->ended = true;
	if (s->is_recording && !s->recording.samples)
		return fail(f, "%s: %s", s->file, s->recording.cut ?
			    "cut off in its first sample: nothing in it is whole" :
			    "no samples in it");
	if (s->is_recording && s->recording.cut)
		warn("%s: cut off after sample %llu", s->file, s->recording.samples);
	return s->resolved ? SOURCE_END : fail_scope(s, f);
}

static int next_of_file(struct file_source *s, struct sample *sample, struct failure *f)
{
	if (s->is_recording)
		return recording_next(&s->recording, sample, f);
	if (s->ended)
		return RECORDING_END;
	sample_copy(sample, &s->only);
	s->ended = true;
	return RECORDING_SAMPLE;
}

/* A VM may have begun after the recording: samples without it are passed over. */
static int next(struct source *src, struct sample *sample, struct failure *f)
{
	struct file_source *s = (struct file_source *)src;
	int got;

	while ((got = next_of_file(s, sample, f)) == RECORDING_SAMPLE) {
		if (s->resolved)
			return SOURCE_SAMPLE;
		got = resolve(sample, s->query, f);
		if (got < 0)
			return -1;
		s->resolved = got;
		s->found_vm |= s->query->view.scope.vm != SCOPE_ANY;
		if (s->resolved)
			return SOURCE_SAMPLE;
	}
	return got < 0 ? -1 : end(s, f);
}

static void close_file(struct source *src)
{
	struct file_source *s = (struct file_source *)src;

	if (s->is_recording)
		recording_close(&s->recording);
	sample_free(&s->only);
	free(s);
}

static struct file_source *new_source(struct query *q, const char *file)
{
	struct file_source *s = xcalloc(1, sizeof(*s));

	s->source = (struct source){ .next = next, .close = close_file };
	s->query = q;
	s->file = file;
	q->view.scope = HOST_SCOPE;
	return s;
}

static bool is_standard_input(const char *file)
{
	return !strcmp(file, "-");
}

static const char *name_of(const char *file)
{
	return is_standard_input(file) ? "standard input" : file;
}

static int open_lines(struct lines *l, const char *file, struct failure *f)
{
	int fd = is_standard_input(file) ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0) :
		 open(file, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return fail(f, "%s: %s", name_of(file), strerror(errno));
	lines_open(l, fd, name_of(file));
	return 0;
}

/* Takes over @l. */
static struct source *open_recorded(struct query *q, const char *file, struct lines *l,
				    struct failure *f)
{
	struct file_source *s = new_source(q, name_of(file));

	s->is_recording = true;
	if (!recording_open(&s->recording, l, f))
		return &s->source;
	close_file(&s->source);
	return NULL;
}

struct source *open_recording(struct query *q, const char *file, struct failure *f)
{
	struct lines l;

	return open_lines(&l, file, f) ? NULL : open_recorded(q, file, &l, f);
}

/* A copy may be without them. */
static int add_causes(const struct debugfs *d, struct sample *s, struct failure *f)
{
	const int result = debugfs_add_causes(d, s, f);

	return result == DEBUGFS_GONE ? DEBUGFS_OK : result;
}

/* The whole of a copied directory if it is there, else what is host-wide. */
static int read_directory(struct file_source *s, const char *dir, struct failure *f)
{
	struct debugfs d;
	int result;

	if (debugfs_open(&d, dir, f))
		return -1;
	result = debugfs_read_all(&d, &s->only, f);
	if (result == DEBUGFS_GONE)
		result = debugfs_read(&d, "exits", HOST_SCOPE, &s->only, f);
	if (!result && s->query->causes)
		result = add_causes(&d, &s->only, f);
	return result ? -1 : 0;
}

/*
 * A file alone does not say how fast the TSC was: look beside it. Standard input has
 * nothing beside it. Takes over @l.
 */
static int read_single(struct file_source *s, const char *file, struct lines *l,
		       struct failure *f)
{
	char dir[PATH_MAX];
	struct failure ignored;
	const char *slash = strrchr(file, '/');
	struct debugfs d = { 0 };
	struct parser p;
	int result;

	snprintf(dir, sizeof(dir), "%.*s", slash ? (int)(slash - file) : 1, slash ? file : ".");
	if (is_standard_input(file) || debugfs_open(&d, dir, &ignored))
		memset(&d, 0, sizeof(d));
	parse_begin(&p, &s->only, l->file, HOST_SCOPE, f);
	result = parse_lines(&p, l);
	lines_close(l);
	s->only.isa = d.isa;
	s->only.tsc_khz = d.tsc_khz;
	s->only.format = d.format;
	/* Without its directory it is not known when it was taken. */
	if (!result && d.dir && debugfs_stamp(&d, &s->only, &ignored))
		result = fail(f, "%s", ignored.text);
	return result;
}

static struct source *open_directory(struct query *q, const char *path, struct failure *f)
{
	struct file_source *s = new_source(q, path);

	if (!read_directory(s, path, f))
		return &s->source;
	close_file(&s->source);
	return NULL;
}

/* Opened once: what comes out of a pipe comes once. */
static struct source *open_file(struct query *q, const char *path, struct failure *f)
{
	struct file_source *s;
	struct lines l;

	if (open_lines(&l, path, f))
		return NULL;
	if (lines_begin_with(&l, RECORDING_MAGIC))
		return open_recorded(q, path, &l, f);
	s = new_source(q, name_of(path));
	if (!read_single(s, path, &l, f))
		return &s->source;
	close_file(&s->source);
	return NULL;
}

struct source *open_any(struct query *q, const char *path, struct failure *f)
{
	struct stat st;

	if (!is_standard_input(path) && !stat(path, &st) && S_ISDIR(st.st_mode))
		return open_directory(q, path, f);
	return open_file(q, path, f);
}
