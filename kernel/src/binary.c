// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: a vCPU's among KVM's binary statistics
 *
 * What KVM_GET_STATS_FD returns for a vCPU is a file of descriptors and of
 * values, KVM's own struct kvm_vcpu_stat.  Ours stand behind both: KVM's
 * descriptors are copied once, with ours behind them, and each read that gets as far
 * takes a copy of the vCPU's statistics.  Nothing of it is in the vCPU, so that
 * readers share nothing, and KVM's own directory in debugfs, which shows the
 * first word of each statistic, has no files of them.
 */
#include <linux/fs.h>
#include <linux/kvm_host.h>
#include <linux/slab.h>

#include "binary.h"
#include "read.h"

/*
 * KVM's logarithmic histograms begin with [0, 1) and [1, 2): ours are those
 * from the one that ends at 2^9 on.
 */
#define LOG_FIRST	(KVM_VMEXIT_HIST_SHIFT + 1)
#define LOG_BUCKETS	(LOG_FIRST + KVM_VMEXIT_HIST_BUCKETS)

#define DESC_BYTES	sizeof(kvm_vcpu_stats_desc[0])

struct statistic {
	const char *name;
	u32 flags;
	u32 bucket_size;
	unsigned int words;	/* 0: one for each slot */
};

#define CYCLES	(KVM_STATS_TYPE_CUMULATIVE | KVM_STATS_UNIT_CYCLES)

static const struct statistic statistics[] = {
	{ "exits_by_reason",
	  KVM_STATS_TYPE_LINEAR_HIST | KVM_STATS_UNIT_NONE, 1, 0 },
	{ "kernel_cycles_by_reason",
	  KVM_STATS_TYPE_LINEAR_HIST | KVM_STATS_UNIT_CYCLES, 1, 0 },
	{ "kernel_cycles_hist",
	  KVM_STATS_TYPE_LOG_HIST | KVM_STATS_UNIT_CYCLES, 0, LOG_BUCKETS },
	{ "guest_cycles", CYCLES, 0, 1 },
	{ "user_cycles", CYCLES, 0, 1 },
	{ "halted_cycles", CYCLES, 0, 1 },
	{ "blocked_cycles", CYCLES, 0, 1 },
	{ "steal_cycles", CYCLES, 0, 1 },
};

/* Of all reasons: the guest's, and each phase's. */
#define NR_SUMS	(1 + KVM_VMEXIT_NR_PHASES)

/* From the vendor module's load on; NULL: KVM's own are all there are. */
static void *descs;
static struct kvm_stats_header header;

static size_t nr_words(const struct statistic *statistic)
{
	return statistic->words ?: kvm_vmexit_nr_slots;
}

/* In the order of statistics[], as they stand behind KVM's own. */
static size_t nr_of_ours(void)
{
	return 2 * kvm_vmexit_nr_slots + LOG_BUCKETS + NR_SUMS;
}

/*
 * kvm_vmexit_binary_init() - make the descriptors
 *
 * Before any vCPU exists, once reasons have slots.  May sleep.
 * Return: 0 or -ENOMEM; then kvm_vmexit_binary_exit() may be called.
 */
int kvm_vmexit_binary_init(void)
{
	const size_t theirs = kvm_vcpu_stats_header.num_desc;
	u32 offset = sizeof_field(struct kvm_vcpu, stat);
	struct kvm_stats_desc *desc;
	size_t i;

	header = kvm_vcpu_stats_header;
	header.num_desc += ARRAY_SIZE(statistics);
	header.data_offset += ARRAY_SIZE(statistics) * DESC_BYTES;

	descs = kcalloc(header.num_desc, DESC_BYTES, GFP_KERNEL);
	if (!descs)
		return -ENOMEM;

	memcpy(descs, kvm_vcpu_stats_desc, theirs * DESC_BYTES);
	for (i = 0; i < ARRAY_SIZE(statistics); i++) {
		desc = descs + (theirs + i) * DESC_BYTES;
		desc->flags = statistics[i].flags;
		desc->size = nr_words(&statistics[i]);
		desc->offset = offset;
		desc->bucket_size = statistics[i].bucket_size;
		strscpy((char *)desc + DESC_BYTES - KVM_STATS_NAME_SIZE,
			statistics[i].name, KVM_STATS_NAME_SIZE);
		offset += desc->size * sizeof(u64);
	}

	return 0;
}

void kvm_vmexit_binary_exit(void)
{
	kfree(descs);
	descs = NULL;
}

/*
 * What no exit has ended is none of the guest's time yet: a reset may take it back.
 */
static void fill(u64 *words, const struct kvm_vmexit_copy *copy)
{
	u64 *exits = words, *kernel = words + kvm_vmexit_nr_slots;
	u64 *hist = words + 2 * kvm_vmexit_nr_slots + LOG_FIRST;
	u64 *guest = words + nr_of_ours() - NR_SUMS, *phase = guest + 1;
	unsigned int i, n;

	for_each_set_bit(i, copy->used, kvm_vmexit_nr_slots) {
		exits[i] = copy->slots[i].cell.exits;
		kernel[i] = copy->slots[i].cell.kernel;
		*guest += copy->slots[i].cell.guest;
		for (n = 0; n < KVM_VMEXIT_NR_PHASES; n++)
			phase[n] += copy->slots[i].cell.phase[n];
		for (n = 0; n < KVM_VMEXIT_HIST_BUCKETS; n++)
			hist[n] += copy->slots[i].hist[n];
	}
}

static int fill_from(u64 *words, struct kvm_vmexit_vcpu *stats)
{
	struct kvm_vmexit_copy *copy = kvm_vmexit_copy_alloc();
	int r;

	if (!copy)
		return -ENOMEM;

	r = kvm_vmexit_vcpu_read_raw(copy, stats);
	if (!r)
		fill(words, copy);
	kvm_vmexit_copy_free(copy);

	return r;
}

/* @at: from the begin of ours on.  As read(2), or a negative error. */
static ssize_t read_ours(struct kvm_vmexit_vcpu *stats, char __user *buffer,
			 size_t size, loff_t at)
{
	const size_t nr = nr_of_ours();
	u64 *words;
	ssize_t r;

	if (at >= nr * sizeof(*words))
		return 0;

	words = kcalloc(nr, sizeof(*words), GFP_KERNEL_ACCOUNT);
	if (!words)
		return -ENOMEM;

	r = fill_from(words, stats);
	r = r ?: simple_read_from_buffer(buffer, size, &at, words,
					 nr * sizeof(*words));
	kfree(words);

	return r;
}

/*
 * kvm_arch_vcpu_stats_read() - read a vCPU's binary statistics
 * @vcpu: whose, with a reference to its VM
 * @buffer: where to
 * @size: how much at most
 * @offset: from where on; moved by what was read
 *
 * Called by KVM for the file that KVM_GET_STATS_FD has returned, instead of
 * kvm_stats_read().  May sleep.  Return: the number of bytes, or -EFAULT,
 * -ENOMEM or -EINTR; then nothing has been read.
 */
ssize_t kvm_arch_vcpu_stats_read(struct kvm_vcpu *vcpu, char __user *buffer,
				 size_t size, loff_t *offset)
{
	const loff_t begin = *offset;
	ssize_t theirs, ours;

	if (!descs)
		return kvm_stats_read(vcpu->stats_id, &kvm_vcpu_stats_header,
				      kvm_vcpu_stats_desc, &vcpu->stat,
				      sizeof(vcpu->stat), buffer, size, offset);

	theirs = kvm_stats_read(vcpu->stats_id, &header, descs, &vcpu->stat,
				sizeof(vcpu->stat), buffer, size, offset);
	if (theirs < 0 || theirs == size)
		return theirs;

	ours = read_ours(vcpu->arch.vmexit.stats, buffer + theirs,
			 size - theirs,
			 *offset - header.data_offset - sizeof(vcpu->stat));
	if (ours < 0) {
		*offset = begin;
		return ours;
	}

	*offset += ours;
	return theirs + ours;
}
