// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: the files exits, table and hist of a host, VM or vCPU
 *
 * debugfs protects an open file from the removal of what is behind it by making
 * its reads fail with EIO.  A VM's files hold a reference instead and tell a
 * reader of what has gone ENODEV.
 */
#include <linux/debugfs.h>
#include <linux/slab.h>

#include "debugfs.h"
#include "exit_stats.h"
#include "scope.h"
#include "show.h"

/* What a file takes, roughly: seq_file begins again if it is more. */
#define FILE_BYTES 16384

typedef int (*show_fn)(struct seq_file *m, const struct kvm_exit_scope *scope,
		       const struct kvm_exit_copy *copy);

static int show_scope_locked(struct seq_file *m, show_fn show)
{
	const struct kvm_exit_scope *scope = m->private;
	struct kvm_exit_copy *sum;
	int r;

	if (scope->vm && scope->vm->departed)
		return -ENODEV;

	sum = kvm_exit_copy_alloc();
	if (!sum)
		return -ENOMEM;

	r = kvm_exit_scope_add(scope, sum);
	if (!r)
		r = show(m, scope, sum);
	kvfree(sum);

	return r;
}

static int show_scope(struct seq_file *m, show_fn show)
{
	int r;

	if (mutex_lock_killable(&kvm_exit_lock))
		return -EINTR;
	r = show_scope_locked(m, show);
	mutex_unlock(&kvm_exit_lock);

	return r;
}

static int open_scope(struct inode *inode, struct file *file,
		      int (*show)(struct seq_file *m, void *unused))
{
	const struct kvm_exit_scope *scope = inode->i_private;
	int r;

	r = single_open_size(file, show, inode->i_private, FILE_BYTES);
	if (!r && scope->vm)
		kvm_exit_vm_get(scope->vm);

	return r;
}

static int release_scope(struct inode *inode, struct file *file)
{
	const struct kvm_exit_scope *scope =
		((struct seq_file *)file->private_data)->private;

	if (scope->vm)
		kvm_exit_vm_put(scope->vm);

	return single_release(inode, file);
}

#define DEFINE_SCOPE_FILE(name)						\
static int name ## _show(struct seq_file *m, void *unused)		\
{									\
	return show_scope(m, show_ ## name);				\
}									\
									\
static int name ## _open(struct inode *inode, struct file *file)	\
{									\
	return open_scope(inode, file, name ## _show);			\
}									\
									\
const struct file_operations kvm_exit_ ## name ## _fops = {		\
	.owner		= THIS_MODULE,					\
	.open		= name ## _open,				\
	.read		= seq_read,					\
	.llseek		= seq_lseek,					\
	.release	= release_scope,				\
}

static int show_exits(struct seq_file *m, const struct kvm_exit_scope *scope,
		      const struct kvm_exit_copy *copy)
{
	seq_puts(m, KVM_EXIT_COLUMNS);
	kvm_exit_show_rows(m, "", true, copy);
	return 0;
}

DEFINE_SCOPE_FILE(exits);

static int show_table(struct seq_file *m, const struct kvm_exit_scope *scope,
		      const struct kvm_exit_copy *copy)
{
	return kvm_exit_show_table(m, copy);
}

DEFINE_SCOPE_FILE(table);

static int show_hist(struct seq_file *m, const struct kvm_exit_scope *scope,
		     const struct kvm_exit_copy *copy)
{
	kvm_exit_show_hist(m, scope->vm, copy);
	return 0;
}

DEFINE_SCOPE_FILE(hist);
