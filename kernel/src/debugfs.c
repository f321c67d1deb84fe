// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: the host's files, /sys/kernel/debug/kvm_exits
 */
#include <linux/debugfs.h>
#include <linux/slab.h>

#include "debugfs.h"
#include "exit_stats.h"
#include "reason.h"
#include "show.h"
#include "trace.h"

/* Version of the files' format; columns that are only added leave it alone. */
#define FORMAT 1

static struct dentry *root;

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

/* The sum over all CPUs, to be freed with kvfree(), or NULL. */
static struct kvm_exit_slot *host_sum(void)
{
	struct kvm_exit_slot *sum;
	int cpu;

	sum = kvcalloc(kvm_exit_nr_slots, sizeof(*sum), GFP_KERNEL);
	if (!sum)
		return NULL;

	for_each_possible_cpu(cpu)
		kvm_exit_slots_add_cpu(sum, cpu);

	return sum;
}

static int exits_show(struct seq_file *m, void *unused)
{
	struct kvm_exit_slot *sum = host_sum();

	if (!sum)
		return -ENOMEM;

	kvm_exit_show_exits(m, sum);
	kvfree(sum);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(exits);

static int table_show(struct seq_file *m, void *unused)
{
	struct kvm_exit_slot *sum = host_sum();
	int r;

	if (!sum)
		return -ENOMEM;

	r = kvm_exit_show_table(m, sum);
	kvfree(sum);
	return r;
}
DEFINE_SHOW_ATTRIBUTE(table);

void kvm_exit_debugfs_init(void)
{
	root = debugfs_create_dir("kvm_exits", NULL);
	if (!IS_ERR(root))
		d_inode(root)->i_mode = S_IFDIR | 0700;

	debugfs_create_file("format", 0400, root, NULL, &format_fops);
	debugfs_create_file("isa", 0400, root, NULL, &isa_fops);
	debugfs_create_file("tsc_khz", 0400, root, NULL, &tsc_khz_fops);
	debugfs_create_file("exits", 0400, root, NULL, &exits_fops);
	debugfs_create_file("table", 0400, root, NULL, &table_fops);
}

void kvm_exit_debugfs_exit(void)
{
	debugfs_remove(root);
	root = NULL;
}
