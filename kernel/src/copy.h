/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: copies of the data, and their sums.
 */
#ifndef __KVM_VMEXIT_COPY_H
#define __KVM_VMEXIT_COPY_H

#include <linux/bitmap.h>

#include "store.h"

struct kvm_vmexit_causes;
struct kvm_vmexit_slowest_sum;
struct kvm_vmexit_tally;

/* What a copy has beside, if it is asked for. */
#define KVM_VMEXIT_WITH_CAUSES	BIT(0)
#define KVM_VMEXIT_WITH_SLOWEST	BIT(1)

/*
 * What readers work on: a copy of stores, or a sum of copies.  Most reasons
 * never happen: slots that are not @used are zero, and nobody has to look at
 * them.
 */
struct kvm_vmexit_copy {
	DECLARE_BITMAP(used, KVM_VMEXIT_MAX_SLOTS);
	unsigned int with;	/* KVM_VMEXIT_WITH_ */
	u64 since, ended;	/* CLOCK_BOOTTIME, ns; of what is shown */
	u64 running;		/* in the guest, and not ended by an exit yet */
	unsigned int open;	/* of a copy of one vCPU: its open slot */

	/*
	 * What is behind the exits, if it was asked for; of a copy of one vCPU
	 * first its table, and the open exit's place in it, or negative.
	 */
	struct kvm_vmexit_tally *tally;
	struct kvm_vmexit_causes *causes;
	u16 open_cause;
	u64 open_kernel;	/* cycles of the open exit so far */

	struct kvm_vmexit_slowest_sum *slowest; /* if it was asked for */

	u64 closed[KVM_VMEXIT_MAX_SLOTS]; /* exits followed by an entry */
	struct kvm_vmexit_rare rare[KVM_VMEXIT_MAX_SLOTS];
	struct kvm_vmexit_slot slots[];
};

struct kvm_vmexit_copy *kvm_vmexit_copy_alloc(void);
struct kvm_vmexit_copy *kvm_vmexit_copy_alloc_with(unsigned int with);
void kvm_vmexit_copy_free(struct kvm_vmexit_copy *copy);
void kvm_vmexit_copy_clear(struct kvm_vmexit_copy *copy);
bool kvm_vmexit_slot_used(const struct kvm_vmexit_slot *counters);
void kvm_vmexit_copy_slots(struct kvm_vmexit_copy *copy,
			   const struct kvm_vmexit_vcpu *stats,
			   const seqcount_t *seq);
void kvm_vmexit_copy_causes(struct kvm_vmexit_copy *copy,
			    const struct kvm_vmexit_vcpu *stats,
			    const seqcount_t *seq);
void kvm_vmexit_copy_cpu(struct kvm_vmexit_copy *copy, int cpu);
void kvm_vmexit_add_rare(struct kvm_vmexit_rare *sum,
			 const struct kvm_vmexit_rare *rare);
void kvm_vmexit_add_slot(struct kvm_vmexit_copy *sum, unsigned int slot,
			 const struct kvm_vmexit_slot *counters,
			 const struct kvm_vmexit_rare *rare);
void kvm_vmexit_add(struct kvm_vmexit_copy *sum,
		    const struct kvm_vmexit_copy *copy);

#endif /* __KVM_VMEXIT_COPY_H */
