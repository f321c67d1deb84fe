// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: an exit that is longer than all of its reason before it
 */
#include <linux/kvm_host.h>

#include "exit_stats.h"

/*
 * kvm_vmexit_add_longest() - add what is left to add of an exit, and keep it
 * @state: the vCPU's, in its write section
 * @kernel: how many cycles it took
 * @entry: as for kvm_vmexit_keep_slowest()
 *
 * Preemption is off.
 */
noinline void kvm_vmexit_add_longest(struct kvm_vmexit_state *state, u64 kernel,
				     bool entry)
{
	const unsigned long offset = state->open;
	struct kvm_vmexit_slot *counters = kvm_vmexit_slot_at(state, offset);

	counters->cell.max = kernel;
	kvm_vmexit_keep_slowest(state, offset, kernel, entry);
	kvm_vmexit_add_kernel(state, counters,
			      kvm_vmexit_cpu_cell_at(state, offset), kernel,
			      true);
}
EXPORT_SYMBOL_FOR_KVM_INTERNAL(kvm_vmexit_add_longest);
