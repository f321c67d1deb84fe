// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: the files that are written, enabled, detail, reset and
 * log_interval, and cpuid of a VM
 *
 * Each takes one word.  Anything else is EINVAL and changes nothing.
 */
#include <linux/debugfs.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "compat.h"
#include "debugfs.h"
#include "files.h"
#include "leaves.h"
#include "log.h"
#include "reset.h"
#include "switch.h"

#define WORD_SIZE 32

/* One change at a time.  No reader takes it, and no VM. */
static DEFINE_MUTEX(control_lock);

/* In the order of enum kvm_vmexit_detail. */
static const char * const detail_names[] = { "counts", "time", "full",
					      "causes" };

static int get_word(char *word, const char __user *from, size_t len)
{
	if (!len || len >= WORD_SIZE)
		return -EINVAL;
	if (copy_from_user(word, from, len))
		return -EFAULT;
	word[len] = '\0';

	return strlen(word) == len ? 0 : -EINVAL;
}

/* A decimal number up to @max. */
static int get_number(u64 *number, u64 max, const char __user *from, size_t len)
{
	char word[WORD_SIZE];
	int r = get_word(word, from, len);

	if (r)
		return r;
	if (kstrtou64(word, 10, number) || *number > max)
		return -EINVAL;

	return 0;
}

static int enabled_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "%d\n", kvm_vmexit_is_enabled());
	return 0;
}

static ssize_t enabled_write(struct file *file, const char __user *from,
			     size_t len, loff_t *pos)
{
	u64 enabled;
	int r = get_number(&enabled, 1, from, len);

	if (r)
		return r;
	if (mutex_lock_killable(&control_lock))
		return -EINTR;
	kvm_vmexit_switch(enabled, kvm_vmexit_detail());
	mutex_unlock(&control_lock);

	return len;
}
DEFINE_SHOW_STORE_ATTRIBUTE(enabled);

static int detail_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "%s\n", detail_names[kvm_vmexit_detail()]);
	return 0;
}

static ssize_t detail_write(struct file *file, const char __user *from,
			    size_t len, loff_t *pos)
{
	char word[WORD_SIZE];
	int r = get_word(word, from, len), detail;

	if (r)
		return r;
	detail = sysfs_match_string(detail_names, word);
	if (detail < 0)
		return detail;
	if (mutex_lock_killable(&control_lock))
		return -EINTR;
	kvm_vmexit_switch(kvm_vmexit_is_enabled(), detail);
	mutex_unlock(&control_lock);

	return len;
}
DEFINE_SHOW_STORE_ATTRIBUTE(detail);

static ssize_t reset_write(struct file *file, const char __user *from,
			   size_t len, loff_t *pos)
{
	u64 one;
	int r = get_number(&one, 1, from, len);

	if (r || !one)
		return r ?: -EINVAL;
	if (mutex_lock_killable(&control_lock))
		return -EINTR;
	r = kvm_vmexit_reset();
	mutex_unlock(&control_lock);

	return r ?: len;
}

static const struct file_operations reset_fops = {
	.owner		= THIS_MODULE,
	.open		= simple_open,
	.write		= reset_write,
	.llseek		= noop_llseek,
};

static int log_interval_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "%llu\n", kvm_vmexit_log_interval());
	return 0;
}

static ssize_t log_interval_write(struct file *file, const char __user *from,
				  size_t len, loff_t *pos)
{
	u64 exits;
	int r = get_number(&exits, U64_MAX, from, len);

	if (r)
		return r;
	if (mutex_lock_killable(&control_lock))
		return -EINTR;
	kvm_vmexit_log_set_interval(exits);
	mutex_unlock(&control_lock);

	return len;
}
DEFINE_SHOW_STORE_ATTRIBUTE(log_interval);

static int leaves_show(struct seq_file *m, void *unused)
{
	const struct kvm_vmexit_vm *vm = m->private;

	if (READ_ONCE(vm->ended))
		return -ENODEV;
	seq_printf(m, "%u\n", kvm_vmexit_leaves_of(vm));
	return 0;
}

static ssize_t leaves_write(struct file *file, const char __user *from,
			    size_t len, loff_t *pos)
{
	struct kvm_vmexit_vm *vm =
		((struct seq_file *)file->private_data)->private;
	u64 leaves;
	int r = get_number(&leaves, KVM_VMEXIT_LEAVES_HOST, from, len);

	if (r)
		return r;
	if (READ_ONCE(vm->ended))
		return -ENODEV;
	WRITE_ONCE(vm->leaves, leaves);

	return len;
}

static int leaves_open(struct inode *inode, struct file *file)
{
	return kvm_vmexit_open(inode, file, leaves_show, PAGE_SIZE);
}

const struct file_operations kvm_vmexit_leaves_fops = {
	.owner		= THIS_MODULE,
	.open		= leaves_open,
	.read		= seq_read,
	.write		= leaves_write,
	.llseek		= seq_lseek,
	.release	= kvm_vmexit_release,
};

/*
 * kvm_vmexit_debugfs_add_controls() - make the files
 * @dir: the directory
 */
void kvm_vmexit_debugfs_add_controls(struct dentry *dir)
{
	debugfs_create_file("enabled", 0600, dir, NULL, &enabled_fops);
	debugfs_create_file("detail", 0600, dir, NULL, &detail_fops);
	debugfs_create_file("reset", 0200, dir, NULL, &reset_fops);
	debugfs_create_file("log_interval", 0600, dir, NULL,
			    &log_interval_fops);
}
