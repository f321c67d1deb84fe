// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: what is behind an exit that KVM knows only when it has
 * handled it
 *
 * At the exit such a one is marked in the vCPU's state, and counted in no place;
 * readers show it as open.  Whoever is first to know says what it was, once:
 * nothing that has been shown is taken back.
 */
#include <linux/kvm_host.h>
#include <linux/preempt.h>

#include "exit_stats.h"
#include "late.h"
#include "mmu.h"
#include "mmu/mmu_internal.h"

static bool is_later(const struct kvm_vmexit_state *state,
		     const struct kvm_vmexit_code *code)
{
	return code->source == KVM_VMEXIT_FROM_LATE &&
	       kvm_vmexit_is_later(state->cause);
}

/* A reset has forgotten the exit, but not what it will have taken. */
static void add_late(struct kvm_vmexit_state *state, u64 word)
{
	const bool counts = state->cause == KVM_VMEXIT_PLACE_LATER;
	u16 place;

	raw_write_seqcount_begin(&state->seq);
	place = kvm_vmexit_find_cause(state->causes, word);
	if (kvm_vmexit_is_place(place) && counts)
		kvm_vmexit_cause_at(state->causes, place)->exits++;
	state->cause = place;
	raw_write_seqcount_end(&state->seq);
}

/*
 * The key of the entries says whether anything is recorded: as long as it is set
 * with preemption off, nobody settles the account.
 */
void __kvm_vmexit_record_late(struct kvm_vcpu *vcpu, u64 key)
{
	struct kvm_vmexit_state *state = &vcpu->arch.vmexit;
	const struct kvm_vmexit_code *of;

	preempt_disable();
	of = kvm_vmexit_slot_codes +
	     state->open / sizeof(struct kvm_vmexit_cell);
	if (static_branch_likely(&kvm_vmexit_causes_closing) &&
	    is_later(state, of))
		add_late(state, of->word ^ key);
	preempt_enable();
}
EXPORT_SYMBOL_FOR_KVM_INTERNAL(__kvm_vmexit_record_late);

static enum kvm_vmexit_access access_of(const struct kvm_page_fault *fault)
{
	if (fault->exec)
		return KVM_VMEXIT_EXEC;

	return fault->write ? KVM_VMEXIT_WRITE : KVM_VMEXIT_READ;
}

/* Without a page of the host's, what was there was made good, on the fast path. */
static enum kvm_vmexit_fault fixed(const struct kvm_page_fault *fault)
{
	if (!fault->pfn || is_error_noslot_pfn(fault->pfn))
		return KVM_VMEXIT_FAULT_FAST;

	return min_t(u8, fault->goal_level, PG_LEVEL_1G);
}

/*
 * Memory, a device that KVM's own slot stands for, or a page that is only read by
 * the guest: what else KVM emulates are writes that it watches.
 */
static bool is_mmio(const struct kvm_page_fault *fault)
{
	return !fault->write || !fault->slot ||
	       fault->slot->id >= KVM_USER_MEM_SLOTS ||
	       fault->slot->flags & KVM_MEM_READONLY;
}

/* What has become of it; 0: an access to a device, which nobody knows yet. */
static unsigned int outcome(const struct kvm_page_fault *fault, int r)
{
	if (r < 0)
		return KVM_VMEXIT_FAULT_ERROR;

	switch (r) {
	case RET_PF_FIXED:
		return fixed(fault);
	case RET_PF_SPURIOUS:
		return KVM_VMEXIT_FAULT_SPURIOUS;
	case RET_PF_RETRY:
		return fault->slot ? KVM_VMEXIT_FAULT_RETRY :
				     KVM_VMEXIT_FAULT_GUEST;
	case RET_PF_EMULATE:
		return is_mmio(fault) ? 0 : KVM_VMEXIT_FAULT_PROTECTED;
	default:
		return KVM_VMEXIT_FAULT_PROTECTED;
	}
}

void __kvm_vmexit_record_fault(struct kvm_vcpu *vcpu,
			       const struct kvm_page_fault *fault, int r)
{
	const unsigned int what = fault->prefetch ? 0 : outcome(fault, r);
	const u64 number = KVM_VMEXIT_FAULT(access_of(fault), what);
	const u64 kind = KVM_VMEXIT_CAUSE_KIND(KVM_VMEXIT_CAUSE_FAULT);

	if (what)
		__kvm_vmexit_record_late(vcpu, kind | number);
}

/*
 * kvm_vmexit_late_forget() - an exit that is open is none any more
 * @state: of any vCPU
 *
 * The caller has stopped all other CPUs.  Return: the place of what is behind it,
 * or KVM_VMEXIT_PLACE_*.
 */
u16 kvm_vmexit_late_forget(struct kvm_vmexit_state *state)
{
	if (state->cause == KVM_VMEXIT_PLACE_LATER)
		state->cause = KVM_VMEXIT_PLACE_LATER_FORGOTTEN;

	return state->cause;
}
