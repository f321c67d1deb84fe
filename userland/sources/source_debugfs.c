// SPDX-License-Identifier: GPL-2.0-only
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "model/departed.h"
#include "model/labels.h"
#include "model/names.h"
#include "model/timed.h"
#include "sources/parse.h"
#include "sources/source_debugfs.h"

#define READ_TRIES	5	/* of two files, until they are of one moment */

static bool is_debugfs(const char *path)
{
	struct statfs fs;

	return !statfs(path, &fs) && fs.f_type == DEBUGFS_MAGIC;
}

static int fail_missing(const char *dir, struct failure *f)
{
	if (strcmp(dir, DEBUGFS_DIR))
		return fail(f, "%s: no such directory", dir);
	if (!is_debugfs("/sys/kernel/debug"))
		return fail(f, "debugfs is not mounted: run '%s'",
			    "mount -t debugfs none /sys/kernel/debug");
	return fail(f, "no " DEBUGFS_DIR ": load the kvm modules of kvm-exits, this KVM has none");
}

static int fail_errno(const char *path, int error, struct failure *f)
{
	if (error == EACCES)
		return fail(f, "%s: permission denied: run as root", path);
	if (error == EPERM)
		return fail(f, "%s: not permitted: kernel lockdown hides debugfs", path);
	return fail(f, "%s: %s", path, strerror(error));
}

/* debugfs has EIO for reads of a file that was removed since it was opened. */
static bool is_gone(const struct debugfs *d, int error)
{
	return error == ENOENT || error == ENODEV || (d->live && error == EIO);
}

/* A descriptor, or DEBUGFS_FAILED - DEBUGFS_GONE when there is no such file. */
static int open_file(const struct debugfs *d, const char *file, char path[PATH_MAX],
		     struct failure *f)
{
	int fd, error;

	snprintf(path, PATH_MAX, "%s/%s", d->dir, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	error = errno;
	fail_errno(path, error, f);
	return is_gone(d, error) ? DEBUGFS_FAILED - DEBUGFS_GONE : DEBUGFS_FAILED;
}

int debugfs_lines(const struct debugfs *d, const char *file, struct lines *l,
		  char path[PATH_MAX], struct failure *f)
{
	int fd = open_file(d, file, path, f);

	if (fd < 0)
		return fd == DEBUGFS_FAILED ? DEBUGFS_FAILED : DEBUGFS_GONE;
	lines_open(l, fd, path);
	return DEBUGFS_OK;
}

/* The first line of a small file, without its newline; as debugfs_lines(). */
static int read_word(const struct debugfs *d, const char *file, char *word, size_t room,
		     struct failure *f)
{
	char path[PATH_MAX];
	int fd = open_file(d, file, path, f), error;
	ssize_t got;

	if (fd < 0)
		return fd == DEBUGFS_FAILED ? DEBUGFS_FAILED : DEBUGFS_GONE;
	got = read(fd, word, room - 1);
	error = errno;
	close(fd);
	if (got < 0) {
		fail_errno(path, error, f);
		return is_gone(d, error) ? DEBUGFS_GONE : DEBUGFS_FAILED;
	}
	word[got] = '\0';
	word[strcspn(word, "\r\n")] = '\0';
	return 0;
}

static int read_number(const struct debugfs *d, const char *file, u64 *value, struct failure *f)
{
	char word[64];

	if (read_word(d, file, word, sizeof(word), f))
		return -1;
	if (parse_u64(word, strlen(word), value))
		return fail(f, "%s/%s: damaged: '%.20s' is not a number", d->dir, file, word);
	return 0;
}

static int check_format(const struct debugfs *d, struct failure *f)
{
	if (d->format >= KNOWN_FORMAT)
		return 0;
	return fail(f, "%s: format %llu, older than the %d that this program reads", d->dir,
		    d->format, KNOWN_FORMAT);
}

int debugfs_open(struct debugfs *d, const char *dir, struct failure *f)
{
	char isa[64];
	int fd;

	memset(d, 0, sizeof(*d));
	d->dir = dir;
	/* Opening it, not only looking, tells a missing right from a missing file. */
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? fail_missing(dir, f) : fail_errno(dir, errno, f);
	close(fd);
	d->live = is_debugfs(dir);
	if (read_number(d, "format", &d->format, f) || check_format(d, f) ||
	    read_word(d, "isa", isa, sizeof(isa), f) ||
	    read_number(d, "tsc_khz", &d->tsc_khz, f))
		return -1;
	d->isa = isa_from_name(isa);
	return 0;
}

static u64 clock_ns(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

void stamp(struct sample *s)
{
	s->boot_ns = clock_ns(CLOCK_BOOTTIME);
	s->wall_ns = clock_ns(CLOCK_REALTIME);
}

int debugfs_stamp(const struct debugfs *d, struct sample *s, struct failure *f)
{
	struct field fields[MAX_FIELDS];
	char word[64];
	int result = read_word(d, "now", word, sizeof(word), f);

	if (result)
		return result;
	if (split_fields(word, strlen(word), fields) < 2 ||
	    parse_u64(fields[0].text, fields[0].len, &s->boot_ns) ||
	    parse_u64(fields[1].text, fields[1].len, &s->wall_ns))
		return fail(f, "%s/now: damaged: '%.40s' is not two times", d->dir, word);
	return 0;
}

enum detail debugfs_detail(const struct debugfs *d)
{
	struct failure ignored;
	char word[64];

	if (!read_word(d, "enabled", word, sizeof(word), &ignored) && !strcmp(word, "0"))
		return DETAIL_OFF;
	if (read_word(d, "detail", word, sizeof(word), &ignored))
		return DETAIL_UNKNOWN;
	return detail_from_name(word);
}

int debugfs_read(const struct debugfs *d, const char *file, struct scope_key scope,
		 struct sample *s, struct failure *f)
{
	char path[PATH_MAX];
	struct failure ignored;
	struct parser p;
	struct lines l;
	int result = debugfs_lines(d, file, &l, path, f);

	if (result != DEBUGFS_OK)
		return result;
	sample_clear(s);
	s->isa = d->isa;
	s->tsc_khz = d->tsc_khz;
	s->format = d->format;
	parse_begin(&p, s, path, scope, f);
	result = parse_lines(&p, &l);
	if (result && is_gone(d, l.error))
		result = DEBUGFS_GONE;
	lines_close(&l);
	if (result)
		return result;
	timed_fill(d, s);
	/* A copy may be without it. */
	if (read_number(d, "backwards", &s->backwards, &ignored))
		s->backwards = 0;
	return debugfs_stamp(d, s, f);
}

int debugfs_read_scope(const struct debugfs *d, struct scope_key scope, struct sample *s,
		       struct failure *f)
{
	char path[PATH_MAX];
	int result = debugfs_read(d, exits_path(&scope, path), scope, s, f);

	if (result || scope.kind != SCOPE_VCPU)
		return result;
	if (sample_keep(s, scope)) {
		timed_fill(d, s);
		return DEBUGFS_OK;
	}
	fail(f, "VM %s has no vCPU %u", vm_label(scope.vm), scope.vcpu);
	return DEBUGFS_GONE;
}

int debugfs_read_departed(const struct debugfs *d, struct sample *s, struct failure *f)
{
	struct scope_key key = HOST_SCOPE;

	key.kind = SCOPE_DEPARTED;
	return debugfs_read(d, "departed", key, s, f);
}

/* A copy may be without the VMs that have ended. */
static int join_departed(const struct debugfs *d, struct sample *s, bool *same,
			 struct failure *f)
{
	struct sample departed = { 0 };
	int result = debugfs_read_departed(d, &departed, f);

	*same = true;
	if (result == DEBUGFS_OK)
		*same = departed_join(s, &departed);
	else if (result == DEBUGFS_GONE && !d->live)
		result = DEBUGFS_OK;
	sample_free(&departed);
	return result;
}

int debugfs_read_all(const struct debugfs *d, struct sample *s, struct failure *f)
{
	bool same = false;
	int result = DEBUGFS_OK;

	/* Where VMs end faster than they can be read, nearly right has to do. */
	for (int try = 0; !result && !same && try < READ_TRIES; try++) {
		result = debugfs_read(d, "all", HOST_SCOPE, s, f);
		if (!result)
			result = join_departed(d, s, &same, f);
	}
	return result;
}

/* A vCPU has no file of its own. */
static const char *hist_path(const struct scope_key *key, char path[PATH_MAX])
{
	if (key->kind == SCOPE_VM)
		snprintf(path, PATH_MAX, "vm/%s/hist", name_text(key->vm));
	else
		snprintf(path, PATH_MAX, key->kind == SCOPE_VCPU ? "all_hist" : "hist");
	return path;
}

/* Lines that have been parsed with a result: whether the file is gone is seen now. */
static int end_hist(const struct debugfs *d, struct lines *l, int result)
{
	if (result && is_gone(d, l->error))
		result = DEBUGFS_GONE;
	lines_close(l);
	return result;
}

int debugfs_read_hist(const struct debugfs *d, const struct scope_key *scope, struct hist *h,
		      struct failure *f)
{
	char path[PATH_MAX], file[PATH_MAX];
	struct lines l;
	int result = debugfs_lines(d, hist_path(scope, file), &l, path, f);

	return result ? result : end_hist(d, &l, hist_parse(h, &l, scope, f));
}

int debugfs_each_hist(const struct debugfs *d, hist_row_fn take, void *argument,
		      struct failure *f)
{
	const struct scope_key host = HOST_SCOPE;
	char path[PATH_MAX];
	struct hist h = { 0 };
	struct lines l;
	int result = debugfs_lines(d, "all_hist", &l, path, f);

	if (!result)
		result = end_hist(d, &l, hist_each(&h, &l, &host, take, argument, f));
	hist_free(&h);
	return result;
}

const char *exits_path(const struct scope_key *key, char path[PATH_MAX])
{
	const char *file = key->kind == SCOPE_VCPU ? "vcpus" : "exits";

	if (key->vm != SCOPE_ANY)
		snprintf(path, PATH_MAX, "vm/%s/%s", name_text(key->vm), file);
	else
		snprintf(path, PATH_MAX, "%s", file);
	return path;
}

const char *debugfs_vm_dir(const struct debugfs *d, u32 vm, char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%s/vm/%s", d->dir, name_text(vm));
	return path;
}

/* "<pid>-<fd>"; a copied tree may hold anything. */
static bool is_vm_name(const char *name)
{
	size_t pid = strspn(name, "0123456789");
	size_t fd = name[pid] == '-' ? strspn(name + pid + 1, "0123456789") : 0;

	return pid && fd && !name[pid + 1 + fd];
}

size_t debugfs_vms(const struct debugfs *d, u32 **vms)
{
	char path[PATH_MAX];
	size_t nr = 0, room = 0;
	struct dirent *entry;
	DIR *dir;

	*vms = NULL;
	snprintf(path, sizeof(path), "%s/vm", d->dir);
	dir = opendir(path);
	if (!dir)
		return 0;
	while ((entry = readdir(dir))) {
		if (!is_vm_name(entry->d_name))
			continue;
		*vms = grow(*vms, &room, nr, sizeof(**vms));
		(*vms)[nr++] = name_intern(entry->d_name, strlen(entry->d_name));
	}
	closedir(dir);
	return nr;
}

static void label_vm(const struct debugfs *d, u32 vm)
{
	if (d->live && !vm_has_label(vm))
		vm_find_label(vm, "/proc");
}

int debugfs_find_vm(const struct debugfs *d, const char *text, u32 *vm, struct failure *f)
{
	u32 *vms;
	size_t nr = debugfs_vms(d, &vms), found = 0;
	int result = 0;

	for (size_t i = 0; i < nr; i++) {
		label_vm(d, vms[i]);
		if (vm_matches(vms[i], text))
			vms[found++] = vms[i];
	}
	if (!found)
		result = fail(f, "no VM '%s' is running: '%s --per-vm' lists those that are",
			      text, PROGRAM);
	else if (found > 1)
		result = fail_ambiguous(text, vms, found, f);
	else
		*vm = vms[0];
	free(vms);
	return result;
}

void debugfs_label(const struct debugfs *d, const struct sample *s)
{
	for (size_t i = 0; i < s->nr_scopes; i++)
		if (s->scopes[i].key.kind == SCOPE_VM)
			label_vm(d, s->scopes[i].key.vm);
}
