// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: the files that show many stores in one read
 *
 * all		the host, each VM, each vCPU
 * cpus		each physical CPU
 * departed	the VMs that have ended
 *
 * They are made as a whole at the first read, so that VMs that come and go
 * between two reads shift nothing.
 */
#include <linux/seq_file.h>
#include <linux/slab.h>

#include "debugfs.h"
#include "exit_stats.h"
#include "scope.h"
#include "show.h"

/* What a store's rows take, roughly: seq_file begins again if it is more. */
#define BYTES_PER_STORE 1024

/* The first columns of a row. */
struct prefix {
	char text[64];
};

typedef int (*show_stores_fn)(struct seq_file *m, struct kvm_exit_copy *copy);

static int show_stores(struct seq_file *m, show_stores_fn show)
{
	struct kvm_exit_copy *copy;
	int r = -ENOMEM;

	if (mutex_lock_killable(&kvm_exit_lock))
		return -EINTR;

	copy = kvm_exit_copy_alloc();
	if (copy)
		r = show(m, copy);
	kvfree(copy);
	mutex_unlock(&kvm_exit_lock);

	return r;
}

static size_t count_stores(void)
{
	size_t n = 1 + num_possible_cpus() + KVM_EXIT_MAX_DEPARTED;
	struct kvm_exit_vm *vm;

	mutex_lock(&kvm_exit_lock);
	list_for_each_entry(vm, &kvm_exit_vms, node)
		n += 1 + list_count_nodes(&vm->vcpus);
	mutex_unlock(&kvm_exit_lock);

	return n;
}

static int open_stores(struct file *file, int (*show)(struct seq_file *m, void *v))
{
	return single_open_size(file, show, NULL,
				count_stores() * BYTES_PER_STORE);
}

#define DEFINE_STORES_FILE(name)					\
static int name ## _show(struct seq_file *m, void *unused)		\
{									\
	return show_stores(m, show_ ## name);				\
}									\
									\
static int name ## _open(struct inode *inode, struct file *file)	\
{									\
	return open_stores(file, name ## _show);			\
}									\
									\
const struct file_operations kvm_exit_ ## name ## _fops = {		\
	.owner		= THIS_MODULE,					\
	.open		= name ## _open,				\
	.read		= seq_read,					\
	.llseek		= seq_lseek,					\
	.release	= single_release,				\
}

static int show_one(struct seq_file *m, struct kvm_exit_copy *copy,
		    const struct kvm_exit_scope *scope, const char *prefix)
{
	int r;

	kvm_exit_copy_clear(copy);
	r = kvm_exit_scope_add(scope, copy);
	if (!r)
		kvm_exit_show_rows(m, prefix, false, copy);

	return r;
}

/* Each vCPU is read once: the VM's row is the sum of theirs. */
static int show_vm(struct seq_file *m, struct kvm_exit_copy *copy,
		   struct kvm_exit_copy *sum, const struct kvm_exit_vm *vm)
{
	struct kvm_exit_vcpu *stats;
	struct prefix prefix;
	int r;

	kvm_exit_copy_clear(sum);
	list_for_each_entry(stats, &vm->vcpus, node) {
		if (!stats->online)
			continue;
		snprintf(prefix.text, sizeof(prefix.text), "vcpu\t%s\t%d\t",
			 vm->name, stats->id);
		r = show_one(m, copy, &stats->scope, prefix.text);
		if (r)
			return r;
		kvm_exit_add(sum, copy);
		cond_resched();
	}

	snprintf(prefix.text, sizeof(prefix.text), "vm\t%s\t-\t", vm->name);
	kvm_exit_show_rows(m, prefix.text, false, sum);
	return 0;
}

static int show_all(struct seq_file *m, struct kvm_exit_copy *copy)
{
	static const struct kvm_exit_scope host;
	struct kvm_exit_copy *sum = kvm_exit_copy_alloc();
	struct kvm_exit_vm *vm;
	int r;

	if (!sum)
		return -ENOMEM;

	seq_puts(m, "scope\tvm\tvcpu\t" KVM_EXIT_COLUMNS);
	r = show_one(m, copy, &host, "host\t-\t-\t");
	list_for_each_entry(vm, &kvm_exit_vms, node) {
		if (r)
			break;
		r = show_vm(m, copy, sum, vm);
	}
	kvfree(sum);

	return r;
}

DEFINE_STORES_FILE(all);

static int show_cpus(struct seq_file *m, struct kvm_exit_copy *copy)
{
	struct prefix prefix;
	int cpu;

	seq_puts(m, "cpu\t" KVM_EXIT_COLUMNS);
	for_each_possible_cpu(cpu) {
		kvm_exit_cpu_read(cpu, copy);
		snprintf(prefix.text, sizeof(prefix.text), "%d\t", cpu);
		kvm_exit_show_rows(m, prefix.text, false, copy);
	}

	return 0;
}

DEFINE_STORES_FILE(cpus);

static int show_departed(struct seq_file *m, struct kvm_exit_copy *unused)
{
	struct kvm_exit_departed *departed;
	struct prefix prefix;

	seq_puts(m, "vm\t" KVM_EXIT_COLUMNS);
	kvm_exit_show_rows(m, "older\t", false, kvm_exit_older);
	list_for_each_entry(departed, &kvm_exit_departed, node) {
		snprintf(prefix.text, sizeof(prefix.text), "%s\t", departed->name);
		kvm_exit_show_rows(m, prefix.text, false, departed->total);
	}

	return 0;
}

DEFINE_STORES_FILE(departed);
