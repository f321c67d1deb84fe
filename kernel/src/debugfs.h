/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: the host's files.
 *
 * All may sleep.  As everywhere in debugfs, a failure only means no files.
 */
#ifndef __KVM_VMEXIT_DEBUGFS_H
#define __KVM_VMEXIT_DEBUGFS_H

#include <linux/fs.h>

#include "vm.h"

void kvm_vmexit_debugfs_init(void);
void kvm_vmexit_debugfs_exit(void);
void kvm_vmexit_debugfs_add_vm(struct kvm_vmexit_vm *vm);
void kvm_vmexit_debugfs_remove_vm(struct kvm_vmexit_vm *vm);

/* The files, each where it is made. */
extern const struct file_operations kvm_vmexit_exits_fops;
extern const struct file_operations kvm_vmexit_table_fops;
extern const struct file_operations kvm_vmexit_hist_fops;
extern const struct file_operations kvm_vmexit_causes_fops;
extern const struct file_operations kvm_vmexit_slowest_fops;
extern const struct file_operations kvm_vmexit_all_fops;
extern const struct file_operations kvm_vmexit_all_hist_fops;
extern const struct file_operations kvm_vmexit_all_causes_fops;
extern const struct file_operations kvm_vmexit_vcpus_fops;
extern const struct file_operations kvm_vmexit_cpus_fops;
extern const struct file_operations kvm_vmexit_departed_fops;
extern const struct file_operations kvm_vmexit_capabilities_fops;
extern const struct file_operations kvm_vmexit_leaves_fops;

void kvm_vmexit_debugfs_add_controls(struct dentry *dir);

#endif /* __KVM_VMEXIT_DEBUGFS_H */
