/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: sums of what is behind exits, over any number of tables.
 */
#ifndef __KVM_VMEXIT_TALLY_H
#define __KVM_VMEXIT_TALLY_H

#include <linux/kref.h>
#include <linux/types.h>

struct kvm_vmexit_causes;

struct kvm_vmexit_tally_row {
	u64 key;		/* as in struct kvm_vmexit_cause */
	u64 exits, kernel;
};

/*
 * @rows are sorted by key once kvm_vmexit_tally_fold() has been there,
 * no two with the same key.  A tally that others refer to does not change.
 */
struct kvm_vmexit_tally {
	struct kref ref;
	unsigned int nr, room;
	bool incomplete;	/* there was no memory */
	struct kvm_vmexit_tally_row *rows;
};

/*
 * Keys of the host: what has a row there has it until a reset, whether its VM
 * lives or not; and how many of them are new with one VM.
 */
#define KVM_VMEXIT_MAX_PAST_CAUSES 4096u
#define KVM_VMEXIT_MAX_VM_CAUSES 256u

struct kvm_vmexit_tally *kvm_vmexit_tally_alloc(void);
void kvm_vmexit_tally_get(struct kvm_vmexit_tally *tally);
void kvm_vmexit_tally_put(struct kvm_vmexit_tally *tally);
void kvm_vmexit_tally_add_table(struct kvm_vmexit_tally *sum,
				const struct kvm_vmexit_causes *causes);
void kvm_vmexit_tally_add_row(struct kvm_vmexit_tally *sum,
			      const struct kvm_vmexit_tally_row *row);
void kvm_vmexit_tally_add(struct kvm_vmexit_tally *sum,
			  const struct kvm_vmexit_tally *tally);
void kvm_vmexit_tally_fold(struct kvm_vmexit_tally *tally);
struct kvm_vmexit_tally *
kvm_vmexit_tally_admit(const struct kvm_vmexit_tally *past,
		       struct kvm_vmexit_tally *tally, unsigned int *nr);
bool kvm_vmexit_tally_has_all(const struct kvm_vmexit_tally *past,
			      const struct kvm_vmexit_tally *tally);
void kvm_vmexit_tally_keep(struct kvm_vmexit_tally *tally,
			   const struct kvm_vmexit_tally *past);
struct kvm_vmexit_tally *
kvm_vmexit_tally_join(const struct kvm_vmexit_tally *past,
		      struct kvm_vmexit_tally *tally, unsigned int *nr);

#endif /* __KVM_VMEXIT_TALLY_H */
