// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: the directory /sys/kernel/debug/kvm_exits
 */
#include <linux/debugfs.h>

#include "debugfs.h"
#include "exit_stats.h"
#include "reason.h"
#include "trace.h"

/* Version of the files' format; columns that are only added leave it alone. */
#define FORMAT 1

static struct dentry *root, *vm_root;

static struct kvm_exit_scope host_scope;

static int format_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "%d\n", FORMAT);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(format);

static int isa_show(struct seq_file *m, void *unused)
{
	seq_puts(m, kvm_exit_isa == KVM_ISA_VMX ? "vmx\n" : "svm\n");
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(isa);

static int tsc_khz_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "%u\n", tsc_khz);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(tsc_khz);

/* Exit counts are a side channel: root only, whatever debugfs is mounted as. */
static struct dentry *create_dir(const char *name, struct dentry *parent)
{
	struct dentry *dir = debugfs_create_dir(name, parent);

	if (!IS_ERR(dir))
		d_inode(dir)->i_mode = S_IFDIR | 0700;

	return dir;
}

/* A VM's files hold a reference to it; the host's are left to debugfs. */
static void create_scope_file(const char *name, struct dentry *dir,
			      struct kvm_exit_scope *scope,
			      const struct file_operations *fops)
{
	if (scope->vm)
		debugfs_create_file_unsafe(name, 0400, dir, scope, fops);
	else
		debugfs_create_file(name, 0400, dir, scope, fops);
}

static void create_scope_files(struct dentry *dir, struct kvm_exit_scope *scope)
{
	create_scope_file("exits", dir, scope, &kvm_exit_exits_fops);
	create_scope_file("table", dir, scope, &kvm_exit_table_fops);
	create_scope_file("hist", dir, scope, &kvm_exit_hist_fops);
}

void kvm_exit_debugfs_init(void)
{
	root = create_dir("kvm_exits", NULL);
	vm_root = create_dir("vm", root);

	debugfs_create_file("format", 0400, root, NULL, &format_fops);
	debugfs_create_file("isa", 0400, root, NULL, &isa_fops);
	debugfs_create_file("tsc_khz", 0400, root, NULL, &tsc_khz_fops);
	create_scope_files(root, &host_scope);
	debugfs_create_file("all", 0400, root, NULL, &kvm_exit_all_fops);
	debugfs_create_file("cpus", 0400, root, NULL, &kvm_exit_cpus_fops);
	debugfs_create_file("departed", 0400, root, NULL,
			    &kvm_exit_departed_fops);
	debugfs_create_file("capabilities", 0400, root, NULL,
			    &kvm_exit_capabilities_fops);
	kvm_exit_debugfs_add_controls(root);
}

void kvm_exit_debugfs_exit(void)
{
	debugfs_remove(root);
	root = NULL;
	vm_root = NULL;
}

void kvm_exit_debugfs_add_vm(struct kvm_exit_vm *vm)
{
	vm->dir = create_dir(vm->name, vm_root);
	create_scope_files(vm->dir, &vm->scope);
}

void kvm_exit_debugfs_add_vcpu(struct kvm_exit_vcpu *stats)
{
	char name[16];

	snprintf(name, sizeof(name), "vcpu%d", stats->id);
	create_scope_files(create_dir(name, stats->scope.vm->dir), &stats->scope);
}

void kvm_exit_debugfs_remove_vm(struct kvm_exit_vm *vm)
{
	debugfs_remove(vm->dir);
}
