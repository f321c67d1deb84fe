// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: the directory /sys/kernel/debug/kvm_exits
 */
#include <linux/debugfs.h>
#include <linux/kvm_host.h>
#include <linux/seq_file.h>
#include <linux/timekeeping.h>

#include "debugfs.h"
#include "read.h"
#include "reason.h"
#include "trace.h"

/* Version of the files' format; columns that are only added leave it alone. */
#define FORMAT 2

static struct dentry *root, *vm_root;

static int format_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "%d\n", FORMAT);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(format);

static int isa_show(struct seq_file *m, void *unused)
{
	seq_puts(m, kvm_vmexit_isa == KVM_ISA_VMX ? "vmx\n" : "svm\n");
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(isa);

static int tsc_khz_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "%u\n", tsc_khz);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(tsc_khz);

/*
 * CLOCK_BOOTTIME and CLOCK_REALTIME: what a copy of the files is measured by.
 */
static int now_show(struct seq_file *m, void *unused)
{
	struct timespec64 real;
	u64 boot;

	boot = ktime_get_boottime_ns();
	ktime_get_real_ts64(&real);
	seq_printf(m, "%llu\t%llu\n", boot, timespec64_to_ns(&real));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(now);

static int backwards_show(struct seq_file *m, void *unused)
{
	u64 backwards;
	int r;

	r = down_read_killable(&kvm_vmexit_reading);
	if (r)
		return r;
	r = kvm_vmexit_backwards(&backwards);
	up_read(&kvm_vmexit_reading);
	if (!r)
		seq_printf(m, "%llu\n", backwards);

	return r;
}
DEFINE_SHOW_ATTRIBUTE(backwards);

/*
 * Exit counts are a side channel: the files are root's.  The directories are as
 * debugfs makes them: who creates a VM must get through to create its files.
 */
static void create_file(const char *name, const struct file_operations *fops)
{
	debugfs_create_file(name, 0400, root, NULL, fops);
}

void kvm_vmexit_debugfs_init(void)
{
	root = debugfs_create_dir("kvm_exits", NULL);
	vm_root = debugfs_create_dir("vm", root);

	create_file("format", &format_fops);
	create_file("isa", &isa_fops);
	create_file("tsc_khz", &tsc_khz_fops);
	create_file("now", &now_fops);
	create_file("backwards", &backwards_fops);
	create_file("exits", &kvm_vmexit_exits_fops);
	create_file("table", &kvm_vmexit_table_fops);
	create_file("hist", &kvm_vmexit_hist_fops);
	create_file("all", &kvm_vmexit_all_fops);
	create_file("all_hist", &kvm_vmexit_all_hist_fops);
	create_file("causes", &kvm_vmexit_causes_fops);
	create_file("slowest", &kvm_vmexit_slowest_fops);
	create_file("all_causes", &kvm_vmexit_all_causes_fops);
	create_file("cpus", &kvm_vmexit_cpus_fops);
	create_file("departed", &kvm_vmexit_departed_fops);
	create_file("capabilities", &kvm_vmexit_capabilities_fops);
	kvm_vmexit_debugfs_add_controls(root);
}

void kvm_vmexit_debugfs_exit(void)
{
	debugfs_remove(root);
	root = NULL;
	vm_root = NULL;
}

/*
 * They hold references of their own: debugfs need not wait for whoever reads
 * them.
 */
static void create_vm_file(const char *name, umode_t mode,
			   struct kvm_vmexit_vm *vm,
			   const struct file_operations *fops)
{
	debugfs_create_file_unsafe(name, mode, vm->dir, vm, fops);
}

void kvm_vmexit_debugfs_add_vm(struct kvm_vmexit_vm *vm)
{
	vm->dir = debugfs_create_dir(vm->name, vm_root);
	create_vm_file("exits", 0400, vm, &kvm_vmexit_exits_fops);
	create_vm_file("table", 0400, vm, &kvm_vmexit_table_fops);
	create_vm_file("hist", 0400, vm, &kvm_vmexit_hist_fops);
	create_vm_file("causes", 0400, vm, &kvm_vmexit_causes_fops);
	create_vm_file("slowest", 0400, vm, &kvm_vmexit_slowest_fops);
	create_vm_file("vcpus", 0400, vm, &kvm_vmexit_vcpus_fops);
	create_vm_file("cpuid", 0600, vm, &kvm_vmexit_leaves_fops);
}

void kvm_vmexit_debugfs_remove_vm(struct kvm_vmexit_vm *vm)
{
	debugfs_remove(vm->dir);
}
