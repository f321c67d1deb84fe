/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_DEBUGFS_H
#define KVM_EXITSTAT_DEBUGFS_H

#include <limits.h>

#include "base/lines.h"
#include "model/model.h"

#define DEBUGFS_DIR	"/sys/kernel/debug/kvm_exits"

struct plugin;

/* The host's directory, or a copy of one, or what has the same files by BPF. */
struct debugfs {
	const char *dir;	/* of BPF what its files are called by in messages */
	struct plugin *plugin;	/* NULL: they are files */
	bool live;		/* on a debugfs, not a copy: its pids are those of /proc */
	enum isa isa;
	u64 format;
	u64 tsc_khz;
};

/*
 * Read format, isa and tsc_khz of @dir; the failure says what to do. A format older
 * than KNOWN_FORMAT is one.
 */
int debugfs_open(struct debugfs *d, const char *dir, struct failure *f);

/* The same of a plugin, which stays the caller's if that fails, too. */
int debugfs_open_plugin(struct debugfs *d, struct plugin *plugin, struct failure *f);

/* Whether the KVM that runs, if any, has no statistics: then there can be no directory. */
bool debugfs_is_stock(void);

/* Whether a vendor's module of KVM is loaded, without which there are no VMs. */
bool debugfs_has_vendor(void);

/* Read these once more, as after a module's absence; where that fails they stay as they are. */
int debugfs_refresh(struct debugfs *d, struct failure *f);

/* Whether there is such a file. */
bool debugfs_has(const struct debugfs *d, const char *file);

/* Result of reading a file: DEBUGFS_GONE when it or its VM is no longer there. */
enum { DEBUGFS_FAILED = -1, DEBUGFS_OK, DEBUGFS_GONE };

/* What is recorded now; DETAIL_UNKNOWN where the directory does not say. */
enum detail debugfs_detail(const struct debugfs *d);

/*
 * The file of this name that has a scope: "hist", "vm/12-3/hist" or, as a vCPU has none of
 * its own, "all_hist".
 */
const char *debugfs_scope_file(const struct scope_key *key, const char *name,
			       char path[PATH_MAX]);

/* A file of the directory as lines; path is for messages and must live as long. */
int debugfs_lines(const struct debugfs *d, const char *file, struct lines *l,
		  char path[PATH_MAX], struct failure *f);

/* Whether an error of a read means that the file is no longer there. */
bool debugfs_is_gone(const struct debugfs *d, int error);

/* The first line of a small file, without its newline; cut where there is no room for it. */
int debugfs_word(const struct debugfs *d, const char *file, char *word, size_t room,
		 struct failure *f);

/* A file that is one number. */
int debugfs_number(const struct debugfs *d, const char *file, u64 *value, struct failure *f);

/* A descriptor of a file, or -1 with errno. */
int debugfs_file(const struct debugfs *d, const char *file);

/* Switch something of the host; what a copy has is left alone. */
int debugfs_write(const struct debugfs *d, const char *file, const char *text,
		  struct failure *f);

/* The moment by the host's own clocks, which a copy keeps. */
int debugfs_stamp(const struct debugfs *d, struct sample *s, struct failure *f);

#endif
