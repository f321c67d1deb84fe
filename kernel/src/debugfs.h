/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: the host's files.
 */
#ifndef __KVM_EXIT_STATS_DEBUGFS_H
#define __KVM_EXIT_STATS_DEBUGFS_H

/* Both may sleep.  As everywhere in debugfs, a failure only means no files. */
void kvm_exit_debugfs_init(void);
void kvm_exit_debugfs_exit(void);

#endif /* __KVM_EXIT_STATS_DEBUGFS_H */
