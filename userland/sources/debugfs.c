// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "base/fields.h"
#include "model/names.h"
#include "sources/debugfs.h"
#include "sources/plugin.h"

static bool is_debugfs(const char *path)
{
	struct statfs fs;

	return !statfs(path, &fs) && fs.f_type == DEBUGFS_MAGIC;
}

static bool has(const char *path)
{
	return !access(path, F_OK);
}

bool debugfs_is_stock(void)
{
	return !has("/sys/module/kvm/parameters/exit_stats_cpuid");
}

bool debugfs_has_vendor(void)
{
	return has("/sys/module/kvm_intel") || has("/sys/module/kvm_amd");
}

/* The modules are ours, or they are not; the vendor's makes the directory. */
static int fail_without(struct failure *f)
{
	if (!debugfs_has_vendor())
		return fail(f, "no " DEBUGFS_DIR ": load the module kvm_intel or kvm_amd");
	if (debugfs_is_stock())
		return fail(f, "no " DEBUGFS_DIR
			       ": load the kvm modules of kvm-exits, this KVM has none");
	return fail(f, "no " DEBUGFS_DIR
		       ": KVM had no memory for it when its module was loaded, see dmesg");
}

static int fail_missing(const char *dir, struct failure *f)
{
	if (strcmp(dir, DEBUGFS_DIR))
		return fail(f, "%s: no such directory", dir);
	if (!is_debugfs("/sys/kernel/debug"))
		return fail(f, "debugfs is not mounted: run '%s'",
			    "mount -t debugfs none /sys/kernel/debug");
	return fail_without(f);
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
bool debugfs_is_gone(const struct debugfs *d, int error)
{
	return error == ENOENT || error == ENODEV || (d->live && error == EIO);
}

int debugfs_file(const struct debugfs *d, const char *file)
{
	char path[PATH_MAX];

	if (d->plugin)
		return plugin_file(d->plugin, file);
	snprintf(path, sizeof(path), "%s/%s", d->dir, file);
	return open(path, O_RDONLY | O_CLOEXEC);
}

bool debugfs_has(const struct debugfs *d, const char *file)
{
	const int fd = debugfs_file(d, file);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* A descriptor, or DEBUGFS_FAILED - DEBUGFS_GONE when there is no such file. */
static int open_file(const struct debugfs *d, const char *file, char path[PATH_MAX],
		     struct failure *f)
{
	const int fd = debugfs_file(d, file);
	const int error = errno;

	snprintf(path, PATH_MAX, "%s/%s", d->dir, file);
	if (fd >= 0)
		return fd;
	fail_errno(path, error, f);
	return debugfs_is_gone(d, error) ? DEBUGFS_FAILED - DEBUGFS_GONE : DEBUGFS_FAILED;
}

const char *debugfs_scope_file(const struct scope_key *key, const char *name,
			       char path[PATH_MAX])
{
	if (key->kind == SCOPE_VM)
		snprintf(path, PATH_MAX, "vm/%s/%s", name_text(key->vm), name);
	else
		snprintf(path, PATH_MAX, "%s%s", key->kind == SCOPE_VCPU ? "all_" : "", name);
	return path;
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

int debugfs_word(const struct debugfs *d, const char *file, char *word, size_t room,
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
		return debugfs_is_gone(d, error) ? DEBUGFS_GONE : DEBUGFS_FAILED;
	}
	word[got] = '\0';
	word[strcspn(word, "\r\n")] = '\0';
	return 0;
}

int debugfs_number(const struct debugfs *d, const char *file, u64 *value, struct failure *f)
{
	char word[64];

	if (debugfs_word(d, file, word, sizeof(word), f))
		return -1;
	if (parse_u64(word, strlen(word), value))
		return fail(f, "%s/%s: damaged: '%.20s' is not a number", d->dir, file, word);
	return 0;
}

int debugfs_write(const struct debugfs *d, const char *file, const char *text,
		  struct failure *f)
{
	char path[PATH_MAX];
	int fd, error = 0;

	if (!d->live)
		return fail(f, "%s is a copy: only a running host can be switched", d->dir);
	snprintf(path, sizeof(path), "%s/%s", d->dir, file);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return fail_errno(path, errno, f);
	if (write(fd, text, strlen(text)) < 0)
		error = errno;
	close(fd);
	return error ? fail_errno(path, error, f) : 0;
}

static int check_format(const struct debugfs *d, struct failure *f)
{
	if (d->format >= KNOWN_FORMAT)
		return 0;
	return fail(f, "%s: format %llu, older than the %d that this program reads", d->dir,
		    d->format, KNOWN_FORMAT);
}

int debugfs_refresh(struct debugfs *d, struct failure *f)
{
	struct debugfs now = *d;
	char isa[64];

	if (debugfs_number(d, "format", &now.format, f) || check_format(&now, f) ||
	    debugfs_word(d, "isa", isa, sizeof(isa), f) ||
	    debugfs_number(d, "tsc_khz", &now.tsc_khz, f))
		return -1;
	now.isa = isa_from_name(isa);
	*d = now;
	return 0;
}

int debugfs_open(struct debugfs *d, const char *dir, struct failure *f)
{
	int fd;

	memset(d, 0, sizeof(*d));
	d->dir = dir;
	/* Opening it, not only looking, tells a missing right from a missing file. */
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? fail_missing(dir, f) : fail_errno(dir, errno, f);
	close(fd);
	d->live = is_debugfs(dir);
	return debugfs_refresh(d, f);
}

int debugfs_open_plugin(struct debugfs *d, struct plugin *plugin, struct failure *f)
{
	memset(d, 0, sizeof(*d));
	d->dir = "bpf";
	d->plugin = plugin;
	d->live = true;
	return debugfs_refresh(d, f);
}

int debugfs_stamp(const struct debugfs *d, struct sample *s, struct failure *f)
{
	struct field fields[MAX_FIELDS];
	char word[64];
	int result = debugfs_word(d, "now", word, sizeof(word), f);

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

	if (!debugfs_word(d, "enabled", word, sizeof(word), &ignored) && !strcmp(word, "0"))
		return DETAIL_OFF;
	if (debugfs_word(d, "detail", word, sizeof(word), &ignored))
		return DETAIL_UNKNOWN;
	return detail_from_name(word);
}
