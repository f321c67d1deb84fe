/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: of each reason the exit with the longest kernel phase: when
 * it was, where, and what was behind it.
 *
 * Each vCPU has a table, written by whoever closes an exit, under the seqcount of
 * its state, and only where the maximum is written.  So what is kept is the exit
 * that the maximum is of, if all of them since the reset were looked at.
 */
#ifndef __KVM_VMEXIT_SLOWEST_H
#define __KVM_VMEXIT_SLOWEST_H

#include "store.h"

/* What is known of an exit. */
#define KVM_VMEXIT_KNOWS_RIP	BIT(0)	/* and the CPL */
#define KVM_VMEXIT_KNOWS_CAUSE	BIT(1)

/* Of one reason; nothing if @kernel is 0. */
struct kvm_vmexit_slowest {
	u64 kernel;	/* cycles */
	u64 realtime;	/* CLOCK_REALTIME at which it was closed, ns */
	u64 rip;	/* at which the guest goes on */
	u64 key;	/* as in struct kvm_vmexit_cause */
	u32 cpu;
	u8 cpl;
	u8 knows;
};

/* A vCPU's: as long as its statistics. */
struct kvm_vmexit_slowest_table {
	char vm[32];	/* its VM's name, which ended ones keep, too */
	int vcpu;
	struct kvm_vmexit_slowest exit[KVM_VMEXIT_MAX_SLOTS]; /* by slot */
};

/* What readers work on: the slowest of any number of vCPUs, and whose it was. */
struct kvm_vmexit_slowest_row {
	struct kvm_vmexit_slowest exit;
	char vm[32];
	int vcpu;
};

struct kvm_vmexit_slowest_sum {
	struct kvm_vmexit_slowest_row row[KVM_VMEXIT_MAX_SLOTS]; /* by slot */
};

struct kvm_vmexit_slowest_table *
kvm_vmexit_slowest_alloc(const char *vm, int vcpu, gfp_t gfp);
struct kvm_vmexit_slowest_sum *kvm_vmexit_slowest_sum_alloc(void);
void kvm_vmexit_slowest_free(void *slowest);
void kvm_vmexit_keep_slowest(struct kvm_vmexit_state *state,
			     unsigned long offset, u64 kernel, bool entry);
void kvm_vmexit_slowest_copy(struct kvm_vmexit_slowest_sum *copy,
			     const struct kvm_vmexit_slowest_table *table,
			     const seqcount_t *seq);
void kvm_vmexit_slowest_add(struct kvm_vmexit_slowest_sum *sum,
			    const struct kvm_vmexit_slowest_table *table,
			    unsigned int slot);
void kvm_vmexit_slowest_merge(struct kvm_vmexit_slowest_sum *sum,
			      const struct kvm_vmexit_slowest_sum *more,
			      unsigned int slot);
void kvm_vmexit_slowest_forget(struct kvm_vmexit_slowest_table *table);

#endif /* __KVM_VMEXIT_SLOWEST_H */
