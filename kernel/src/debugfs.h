/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: the host's files.
 *
 * All may sleep.  As everywhere in debugfs, a failure only means no files.
 */
#ifndef __KVM_EXIT_STATS_DEBUGFS_H
#define __KVM_EXIT_STATS_DEBUGFS_H

#include <linux/fs.h>

#include "vm.h"

void kvm_exit_debugfs_init(void);
void kvm_exit_debugfs_exit(void);
void kvm_exit_debugfs_add_vm(struct kvm_exit_vm *vm);
void kvm_exit_debugfs_remove_vm(struct kvm_exit_vm *vm);

/* The files, each where it is made. */
extern const struct file_operations kvm_exit_exits_fops;
extern const struct file_operations kvm_exit_table_fops;
extern const struct file_operations kvm_exit_hist_fops;
extern const struct file_operations kvm_exit_all_fops;
extern const struct file_operations kvm_exit_all_hist_fops;
extern const struct file_operations kvm_exit_vcpus_fops;
extern const struct file_operations kvm_exit_cpus_fops;
extern const struct file_operations kvm_exit_departed_fops;
extern const struct file_operations kvm_exit_capabilities_fops;
extern const struct file_operations kvm_exit_leaves_fops;

void kvm_exit_debugfs_add_controls(struct dentry *dir);

#endif /* __KVM_EXIT_STATS_DEBUGFS_H */
