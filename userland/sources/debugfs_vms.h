/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_DEBUGFS_VMS_H
#define KVM_EXITSTAT_DEBUGFS_VMS_H

#include "model/query.h"
#include "sources/debugfs.h"

/* All VMs of the directory, as names; their number. */
size_t debugfs_vms(const struct debugfs *d, u32 **vms);

bool debugfs_has_vm(const struct debugfs *d, u32 vm);

/* An inotify of where VMs come and go, or -1 where there is none. */
int debugfs_watch_vms(const struct debugfs *d);

/*
 * HOST_SCOPE, or what --vm, --vcpu and --cpu say, as query->view.scope; where a list is
 * of several VMs each --vm means one at least. The failure says how to find them.
 */
int debugfs_resolve(const struct debugfs *d, struct query *q, struct failure *f);

/* Give labels to the VMs of @s that have none, where /proc knows them. */
void debugfs_label(const struct debugfs *d, const struct sample *s);

#endif
