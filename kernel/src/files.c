// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: the files exits, table, hist, causes and slowest of the host
 * or of a VM
 */
#include <linux/debugfs.h>
#include <linux/slab.h>

#include "debugfs.h"
#include "files.h"
#include "read.h"
#include "show.h"
#include "tally.h"

/* What a file takes, roughly: seq_file begins again if it is more. */
#define FILE_BYTES 16384

/*
 * kvm_vmexit_open() - open a file
 * @inode: has the VM, or NULL for the host
 * @file: as usual; debugfs keeps it from being removed meanwhile
 * @show: makes it
 * @size: how large it will be, roughly
 *
 * Return: 0 or a negative error; then nothing is to be released.
 */
int kvm_vmexit_open(struct inode *inode, struct file *file,
		    int (*show)(struct seq_file *m, void *unused), size_t size)
{
	struct kvm_vmexit_vm *vm = inode->i_private;
	int r;

	r = single_open_size(file, show, vm, size);
	if (!r && vm)
		kvm_vmexit_vm_get(vm);

	return r;
}

int kvm_vmexit_release(struct inode *inode, struct file *file)
{
	struct kvm_vmexit_vm *vm =
		((struct seq_file *)file->private_data)->private;

	if (vm)
		kvm_vmexit_vm_put(vm);

	return single_release(inode, file);
}

/* What the host or @vm has; 0 or a negative error. */
static int read_one(struct kvm_vmexit_copy *sum, struct kvm_vmexit_vm *vm)
{
	struct kvm_vmexit_copy *scratch;
	int r;

	if (!vm)
		return kvm_vmexit_host_read(sum);
	if (READ_ONCE(vm->ended))
		return -ENODEV;

	scratch = kvm_vmexit_copy_alloc_with(sum->with);
	if (!scratch)
		return -ENOMEM;
	r = kvm_vmexit_vm_read(sum, scratch, vm);
	kvm_vmexit_copy_free(scratch);

	return r;
}

typedef int (*show_fn)(struct seq_file *m, const struct kvm_vmexit_copy *copy);

static int show_copy(struct seq_file *m, show_fn show,
		     struct kvm_vmexit_copy *sum)
{
	int r;

	if (!sum)
		return -ENOMEM;

	r = down_read_killable(&kvm_vmexit_reading);
	if (!r) {
		r = read_one(sum, m->private);
		r = r ?: show(m, sum);
		up_read(&kvm_vmexit_reading);
	}
	kvm_vmexit_copy_free(sum);

	return r;
}

static int show_one(struct seq_file *m, show_fn show)
{
	return show_copy(m, show, kvm_vmexit_copy_alloc());
}

static int show_exits(struct seq_file *m, const struct kvm_vmexit_copy *copy)
{
	const unsigned int rows = KVM_VMEXIT_ROWS_ALL | KVM_VMEXIT_ROWS_RUNNING;

	seq_puts(m, KVM_VMEXIT_COLUMNS KVM_VMEXIT_COLUMNS_BEHIND);
	kvm_vmexit_show_rows(m, "", rows, copy);
	return 0;
}

static int exits_show(struct seq_file *m, void *unused)
{
	return show_one(m, show_exits);
}

KVM_VMEXIT_DEFINE_FILE(exits, FILE_BYTES);

static int table_show(struct seq_file *m, void *unused)
{
	return show_one(m, kvm_vmexit_show_table);
}

KVM_VMEXIT_DEFINE_FILE(table, FILE_BYTES);

static int show_hist(struct seq_file *m, const struct kvm_vmexit_copy *copy)
{
	kvm_vmexit_show_hist_columns(m);
	kvm_vmexit_show_hist(m, "", KVM_VMEXIT_ROWS_ALL, copy);
	return 0;
}

static int hist_show(struct seq_file *m, void *unused)
{
	return show_one(m, show_hist);
}

KVM_VMEXIT_DEFINE_FILE(hist, FILE_BYTES);

static int show_causes(struct seq_file *m, const struct kvm_vmexit_copy *copy)
{
	seq_puts(m, KVM_VMEXIT_CAUSES_COLUMNS);
	kvm_vmexit_show_causes(m, "", 0, copy);
	return copy->tally->incomplete ? -ENOMEM : 0;
}

static int causes_show(struct seq_file *m, void *unused)
{
	return show_copy(m, show_causes,
			 kvm_vmexit_copy_alloc_with(KVM_VMEXIT_WITH_CAUSES));
}

KVM_VMEXIT_DEFINE_FILE(causes, FILE_BYTES);

static int show_slowest(struct seq_file *m, const struct kvm_vmexit_copy *copy)
{
	seq_puts(m, KVM_VMEXIT_SLOWEST_COLUMNS);
	kvm_vmexit_show_slowest(m, copy);
	return 0;
}

static int slowest_show(struct seq_file *m, void *unused)
{
	return show_copy(m, show_slowest,
			 kvm_vmexit_copy_alloc_with(KVM_VMEXIT_WITH_SLOWEST));
}

KVM_VMEXIT_DEFINE_FILE(slowest, FILE_BYTES);
