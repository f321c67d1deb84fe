/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: files of the host or of a VM.
 *
 * debugfs protects an open file from the removal of what is behind it by
 * making its reads fail with EIO, and makes the removal wait for them.  A VM's
 * end waits for nobody: its files hold a reference instead and tell a reader
 * of what has gone ENODEV.
 */
#ifndef __KVM_VMEXIT_FILES_H
#define __KVM_VMEXIT_FILES_H

#include <linux/fs.h>
#include <linux/seq_file.h>

#include "vm.h"

/* A file's inode has the VM, or NULL for the host; so has seq_file.private. */
int kvm_vmexit_open(struct inode *inode, struct file *file,
		    int (*show)(struct seq_file *m, void *unused), size_t size);
int kvm_vmexit_release(struct inode *inode, struct file *file);

#define KVM_VMEXIT_DEFINE_FILE(name, size)				\
static int name ## _open(struct inode *inode, struct file *file)	\
{									\
	return kvm_vmexit_open(inode, file, name ## _show, size);	\
}									\
									\
const struct file_operations kvm_vmexit_ ## name ## _fops = {		\
	.owner		= THIS_MODULE,					\
	.open		= name ## _open,				\
	.read		= seq_read,					\
	.llseek		= seq_lseek,					\
	.release	= kvm_vmexit_release,				\
}

#endif /* __KVM_VMEXIT_FILES_H */
