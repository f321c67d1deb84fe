/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SOURCE_DEBUGFS_H
#define KVM_EXITSTAT_SOURCE_DEBUGFS_H

#include <limits.h>

#include "base/lines.h"
#include "model/hist.h"
#include "model/model.h"

#define DEBUGFS_DIR	"/sys/kernel/debug/kvm_exits"

/* The host's directory, or a copy of one. */
struct debugfs {
	const char *dir;
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

/* Result of reading a file: DEBUGFS_GONE when it or its VM is no longer there. */
enum { DEBUGFS_FAILED = -1, DEBUGFS_OK, DEBUGFS_GONE };

/*
 * Fill @s from @file; its rows are of @scope where the file does not say. With
 * DEBUGFS_GONE the failure has its text, too.
 */
int debugfs_read(const struct debugfs *d, const char *file, struct scope_key scope,
		 struct sample *s, struct failure *f);

/* The last numbers of VMs that have ended, each a SCOPE_DEPARTED. */
int debugfs_read_departed(const struct debugfs *d, struct sample *s, struct failure *f);

/*
 * The host, its living VMs with their vCPUs, and those that have ended, so that the VMs
 * add up to the host.
 */
int debugfs_read_all(const struct debugfs *d, struct sample *s, struct failure *f);

/* The distributions of a scope, with the same results. */
int debugfs_read_hist(const struct debugfs *d, const struct scope_key *scope, struct hist *h,
		      struct failure *f);

/* Every row of the distributions of all scopes. */
int debugfs_each_hist(const struct debugfs *d, hist_row_fn take, void *argument,
		      struct failure *f);

/* What is recorded now; DETAIL_UNKNOWN where the directory does not say. */
enum detail debugfs_detail(const struct debugfs *d);

/* A file of the directory as lines; path is for messages and must live as long. */
int debugfs_lines(const struct debugfs *d, const char *file, struct lines *l,
		  char path[PATH_MAX], struct failure *f);

/* Where the exits of this scope are: "exits", "vm/12-3/exits", "vm/12-3/vcpus". */
const char *exits_path(const struct scope_key *key, char path[PATH_MAX]);

/* The exits of a scope: of a vCPU the rows out of those of its VM. */
int debugfs_read_scope(const struct debugfs *d, struct scope_key scope, struct sample *s,
		       struct failure *f);

/* The directory of a VM, whether it is there or not. */
const char *debugfs_vm_dir(const struct debugfs *d, u32 vm, char path[PATH_MAX]);

/* All VMs of the directory, as names; their number. */
size_t debugfs_vms(const struct debugfs *d, u32 **vms);

/* The one VM that --vm means, or a failure that says how to find it. */
int debugfs_find_vm(const struct debugfs *d, const char *text, u32 *vm, struct failure *f);

/* Give labels to the VMs of @s that have none, where /proc knows them. */
void debugfs_label(const struct debugfs *d, const struct sample *s);

/* The moment, by this machine's clocks, at which @s is taken. */
void stamp(struct sample *s);

/* The moment by the host's own clocks, which a copy keeps. */
int debugfs_stamp(const struct debugfs *d, struct sample *s, struct failure *f);

#endif
