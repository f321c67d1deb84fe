// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: the directory /sys/module/kvm/exit_stats
 *
 * What a program needs to read a vCPU's binary statistics.  It may have no more
 * than the VM's descriptors: anybody may read these files, and they tell of the
 * host only which exits its KVM handles and how fast its TSC is.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/sysfs.h>
#include <asm/tsc.h>

#include "reason.h"
#include "slots.h"
#include "store.h"

static struct kobject *dir;

/* Bucket by bucket, without the first, which nothing is counted in. */
static ssize_t slots_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *page)
{
	int length = sysfs_emit(page, "slot\tnr\tname\n");
	unsigned int i;

	for (i = KVM_VMEXIT_SLOT_OTHER; i < kvm_vmexit_nr_slots; i++)
		length += sysfs_emit_at(page, length, "%u\t%s\t%s\n", i,
					kvm_vmexit_reasons[i].nr,
					kvm_vmexit_reasons[i].name);

	return length;
}

static ssize_t tsc_khz_show(struct kobject *kobj, struct kobj_attribute *attr,
			    char *page)
{
	return sysfs_emit(page, "%u\n", tsc_khz);
}

static struct kobj_attribute slots_attribute = __ATTR_RO(slots);
static struct kobj_attribute tsc_khz_attribute = __ATTR_RO(tsc_khz);

static const struct attribute *const attributes[] = {
	&slots_attribute.attr,
	&tsc_khz_attribute.attr,
	NULL,
};

/*
 * May sleep.  As with debugfs, a failure only means no files.  Nor has a kernel any
 * that KVM is built into: there is no struct module that the directory could be in.
 */
void kvm_vmexit_slots_init(void)
{
	if (!IS_MODULE(CONFIG_KVM))
		return;

	dir = kobject_create_and_add("exit_stats", &THIS_MODULE->mkobj.kobj);
	if (dir && sysfs_create_files(dir, attributes))
		pr_warn("no names of exit reasons in /sys/module/kvm/exit_stats\n");
}

/* May sleep, as long as somebody reads. */
void kvm_vmexit_slots_exit(void)
{
	kobject_put(dir);
	dir = NULL;
}
