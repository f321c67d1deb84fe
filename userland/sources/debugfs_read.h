/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_DEBUGFS_READ_H
#define KVM_EXITSTAT_DEBUGFS_READ_H

#include "sources/debugfs.h"

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

/* Where the exits of this scope are: "exits", "vm/12-3/exits", "vm/12-3/vcpus". */
const char *exits_path(const struct scope_key *key, char path[PATH_MAX]);

/* The exits of a scope: of a vCPU the rows out of those of its VM. */
int debugfs_read_scope(const struct debugfs *d, struct scope_key scope, struct sample *s,
		       struct failure *f);

/* The vCPUs of a VM and, as their sum, the VM. */
int debugfs_read_vcpus(const struct debugfs *d, u32 vm, struct sample *s, struct failure *f);

#endif
