// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: the files that show many stores in one read
 *
 * all, all_hist, all_causes	each vCPU, each VM, the host
 * vcpus		each vCPU of a VM
 * cpus			each physical CPU
 * departed		the VMs that have ended
 *
 * They are made as a whole at the first read, so that VMs that come and go
 * between two reads shift nothing.
 */
#include <linux/rculist.h>
#include <linux/slab.h>

#include "debugfs.h"
#include "departed.h"
#include "files.h"
#include "read.h"
#include "show.h"
#include "tally.h"

/* What a store's rows take, roughly: seq_file begins again if it is more. */
#define BYTES_PER_STORE 2048

/* The first columns of a row. */
struct prefix {
	char text[64];
};

typedef void (*show_store_fn)(struct seq_file *m, const char *prefix,
			      unsigned int rows,
			      const struct kvm_vmexit_copy *copy);

/* Copies that a read works with. */
struct work {
	struct kvm_vmexit_copy *vcpu, *vm, *host;
};

static int alloc_work(struct work *work, unsigned int with)
{
	*work = (struct work) {
		.vcpu = kvm_vmexit_copy_alloc_with(with),
		.vm = kvm_vmexit_copy_alloc_with(with),
		.host = kvm_vmexit_copy_alloc_with(with),
	};

	return work->vcpu && work->vm && work->host ? 0 : -ENOMEM;
}

static void free_work(struct work *work)
{
	kvm_vmexit_copy_free(work->vcpu);
	kvm_vmexit_copy_free(work->vm);
	kvm_vmexit_copy_free(work->host);
}

typedef int (*show_work_fn)(struct seq_file *m, struct work *work);

static int show_work(struct seq_file *m, show_work_fn show, unsigned int with)
{
	struct work work;
	int r;

	r = alloc_work(&work, with);
	r = r ?: down_read_killable(&kvm_vmexit_reading);
	if (!r) {
		r = show(m, &work);
		up_read(&kvm_vmexit_reading);
	}
	free_work(&work);

	return r;
}

static int show_while_reading(struct seq_file *m, show_work_fn show)
{
	return show_work(m, show, 0);
}

/*
 * Each vCPU is read once: the VM's numbers, in @work, are the sum of theirs.
 * @head is what stands before a vCPU's number.
 */
static int show_vcpus_of(struct seq_file *m, struct work *work,
			 struct kvm_vmexit_vm *vm, const char *head,
			 show_store_fn show)
{
	struct kvm_vmexit_vcpu *stats;
	struct prefix prefix;
	int r;

	kvm_vmexit_copy_clear(work->vm);
	kvm_vmexit_for_each_vcpu(stats, vm) {
		r = kvm_vmexit_vcpu_read(work->vcpu, stats);
		if (r)
			return r;
		snprintf(prefix.text, sizeof(prefix.text), "%s%d\t", head,
			 stats->id);
		show(m, prefix.text, KVM_VMEXIT_ROWS_RUNNING, work->vcpu);
		kvm_vmexit_add(work->vm, work->vcpu);
		cond_resched();
	}
	work->vm->since = vm->since;

	return 0;
}

static int show_vm(struct seq_file *m, struct work *work,
		   struct kvm_vmexit_vm *vm, show_store_fn show)
{
	struct prefix prefix;
	int r;

	snprintf(prefix.text, sizeof(prefix.text), "vcpu\t%s\t", vm->name);
	r = show_vcpus_of(m, work, vm, prefix.text, show);
	if (r)
		return r;

	snprintf(prefix.text, sizeof(prefix.text), "vm\t%s\t-\t", vm->name);
	show(m, prefix.text, KVM_VMEXIT_ROWS_RUNNING, work->vm);

	return 0;
}

/*
 * The host is last: it is the sum of what has been shown, and of what has
 * ended.
 */
static int show_everything(struct seq_file *m, struct work *work,
			   show_store_fn show)
{
	struct kvm_vmexit_snapshot snapshot;
	unsigned int i;
	int r;

	r = kvm_vmexit_snapshot_take(&snapshot);
	if (!r)
		kvm_vmexit_host_begin(work->host, &snapshot);
	for (i = 0; i < snapshot.nr_vms && !r; i++) {
		r = show_vm(m, work, snapshot.vms[i], show);
		if (work->vm->tally)
			kvm_vmexit_admit_causes(snapshot.vms[i],
						work->vm->tally);
		kvm_vmexit_add(work->host, work->vm);
	}
	kvm_vmexit_snapshot_put(&snapshot);
	if (!r)
		show(m, "host\t-\t-\t", KVM_VMEXIT_ROWS_RUNNING, work->host);

	return r;
}

static int show_all(struct seq_file *m, struct work *work)
{
	seq_puts(m, "scope\tvm\tvcpu\t" KVM_VMEXIT_COLUMNS
		 KVM_VMEXIT_COLUMNS_BEHIND);
	return show_everything(m, work, kvm_vmexit_show_rows);
}

static int all_show(struct seq_file *m, void *unused)
{
	return show_while_reading(m, show_all);
}

static size_t bytes_of_all(void)
{
	return (1 + READ_ONCE(kvm_vmexit_nr_vms) +
		READ_ONCE(kvm_vmexit_nr_vcpus)) *
	       BYTES_PER_STORE;
}

KVM_VMEXIT_DEFINE_FILE(all, bytes_of_all());

static int show_all_hist(struct seq_file *m, struct work *work)
{
	seq_puts(m, "scope\tvm\tvcpu\t");
	kvm_vmexit_show_hist_columns(m);
	return show_everything(m, work, kvm_vmexit_show_hist);
}

static int all_hist_show(struct seq_file *m, void *unused)
{
	return show_while_reading(m, show_all_hist);
}

KVM_VMEXIT_DEFINE_FILE(all_hist, bytes_of_all());

/* The host has all that the others have: where there was no memory it says so. */
static int show_all_causes(struct seq_file *m, struct work *work)
{
	int r;

	seq_puts(m, "scope\tvm\tvcpu\t" KVM_VMEXIT_CAUSES_COLUMNS);
	r = show_everything(m, work, kvm_vmexit_show_causes);

	return r ?: work->host->tally->incomplete ? -ENOMEM : 0;
}

static int all_causes_show(struct seq_file *m, void *unused)
{
	return show_work(m, show_all_causes, KVM_VMEXIT_WITH_CAUSES);
}

KVM_VMEXIT_DEFINE_FILE(all_causes, bytes_of_all());

static int show_vcpus(struct seq_file *m, struct work *work)
{
	struct kvm_vmexit_vm *vm = m->private;

	if (READ_ONCE(vm->ended))
		return -ENODEV;

	seq_puts(m, "vcpu\t" KVM_VMEXIT_COLUMNS
		 KVM_VMEXIT_COLUMNS_BEHIND);
	return show_vcpus_of(m, work, vm, "", kvm_vmexit_show_rows);
}

static int vcpus_show(struct seq_file *m, void *unused)
{
	return show_while_reading(m, show_vcpus);
}

static size_t bytes_of_vm(const struct kvm_vmexit_vm *vm)
{
	return (1 + READ_ONCE(vm->nr_vcpus)) * BYTES_PER_STORE;
}

KVM_VMEXIT_DEFINE_FILE(vcpus, bytes_of_vm(inode->i_private));

/* What is in progress is in no CPU's store: no row RUNNING. */
static int show_cpus(struct seq_file *m, struct work *work)
{
	struct prefix prefix;
	int cpu;

	seq_puts(m, "cpu\t" KVM_VMEXIT_COLUMNS
		 KVM_VMEXIT_COLUMNS_BEHIND);
	for_each_possible_cpu(cpu) {
		kvm_vmexit_cpu_read(work->vcpu, cpu);
		snprintf(prefix.text, sizeof(prefix.text), "%d\t", cpu);
		kvm_vmexit_show_rows(m, prefix.text, 0, work->vcpu);
		cond_resched();
	}

	return 0;
}

static int cpus_show(struct seq_file *m, void *unused)
{
	return show_while_reading(m, show_cpus);
}

KVM_VMEXIT_DEFINE_FILE(cpus, num_possible_cpus() * BYTES_PER_STORE);

static void show_ended(struct seq_file *m,
		       const struct kvm_vmexit_snapshot *snapshot)
{
	struct prefix prefix;
	unsigned int i;

	for (i = 0; i < snapshot->nr_departed; i++) {
		snprintf(prefix.text, sizeof(prefix.text), "%s\t",
			 snapshot->departed[i]->name);
		kvm_vmexit_show_rows(m, prefix.text, KVM_VMEXIT_ROWS_ENDED,
				     snapshot->departed[i]->total);
	}
	snapshot->older->since = kvm_vmexit_host_since;
	kvm_vmexit_show_rows(m, "older\t", KVM_VMEXIT_ROWS_ENDED,
			     snapshot->older);
}

static int show_departed(struct seq_file *m, struct work *unused)
{
	struct kvm_vmexit_snapshot snapshot;
	int r;

	seq_puts(m, "vm\t" KVM_VMEXIT_COLUMNS "\tended"
		 KVM_VMEXIT_COLUMNS_BEHIND);
	r = kvm_vmexit_snapshot_take(&snapshot);
	if (!r)
		show_ended(m, &snapshot);
	kvm_vmexit_snapshot_put(&snapshot);

	return r;
}

static int departed_show(struct seq_file *m, void *unused)
{
	return show_while_reading(m, show_departed);
}

KVM_VMEXIT_DEFINE_FILE(departed,
		       (KVM_VMEXIT_MAX_DEPARTED + 1) * BYTES_PER_STORE);
