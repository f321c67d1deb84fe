/* SPDX-License-Identifier: GPL-2.0-only */
/* A vCPU's binary statistics: what the descriptor of KVM_GET_STATS_FD shows. */
#ifndef EXITGEN_STATISTICS_H
#define EXITGEN_STATISTICS_H

#include <linux/kvm.h>
#include <stddef.h>
#include <stdint.h>

#include "vmm/vmm.h"

/**
 * struct statistics - one vCPU's
 * @fd: the descriptor, -1 if there is none
 * @header: as KVM shows it
 * @descs: its descriptors, each of @desc_size bytes with its name
 * @desc_size: from one to the next
 * @words: how many 64-bit words the values are
 */
struct statistics {
	int fd;
	struct kvm_stats_header header;
	char *descs;
	size_t desc_size;
	size_t words;
};

/* 0, or a negative errno and vcpu->error; statistics_close() is due in either case. */
int statistics_open(struct statistics *statistics, struct vcpu *vcpu);
void statistics_close(struct statistics *statistics);

/* The values of one moment, by one read into @values, of @words; 0 or -1 with errno. */
int statistics_read(const struct statistics *statistics, uint64_t *values);

/* The @i-th descriptor, and the one of that name or NULL. */
const struct kvm_stats_desc *statistics_desc(const struct statistics *statistics, unsigned int i);
const struct kvm_stats_desc *statistics_find(const struct statistics *statistics,
					     const char *name);
/* The sum of a statistic's values. */
uint64_t statistics_sum(const struct kvm_stats_desc *desc, const uint64_t *values);

/*
 * Print what a vCPU that has stopped shows, a line for each statistic, and look whether it
 * is the same however it is read; 0, or -1 after a message on stderr.
 */
int statistics_print(struct vcpu *vcpu);

#endif /* EXITGEN_STATISTICS_H */
