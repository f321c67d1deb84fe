// SPDX-License-Identifier: GPL-2.0-only
/*
 * What each exit and entry writes, cycle by cycle; and which exit codes have
 * slots of their own.
 */
#include <asm/svm.h>
#include <asm/vmx.h>

#include "exit_stats.h"
#include "phase.h"
#include "reason.h"

#include "../reader/tap.h"

u64 tsc;
struct static_key_true kvm_exit_stats_enabled = { true };
struct static_key_true kvm_exit_stats_closing = { true };
struct static_key_true kvm_exit_stats_phases = { true };
struct static_key_true kvm_exit_stats_time = { true };
struct static_key_true kvm_exit_stats_hist = { true };
struct kvm_exit_slot *kvm_exit_cpu_slots;

static struct kvm_vcpu vcpu;

static bool few_handled(u64 nr)
{
	return nr == SVM_EXIT_CPUID || nr == SVM_EXIT_HLT || nr == SVM_EXIT_NPF;
}

static void new_vcpu(void)
{
	const size_t size = KVM_EXIT_MAX_SLOTS * sizeof(struct kvm_exit_slot);

	free(kvm_exit_cpu_slots);
	free(vcpu.arch.exit_stats);
	kvm_exit_cpu_slots = aligned_alloc(64, size);
	vcpu.arch.exit_stats = aligned_alloc(64, KVM_EXIT_VCPU_BYTES);
	memset(kvm_exit_cpu_slots, 0, size);
	memset(vcpu.arch.exit_stats, 0, KVM_EXIT_VCPU_BYTES);
	vcpu.guest_mode = false;
	tsc = 1000;
	vcpu.arch.exit_stats->mark = tsc;
}

static struct kvm_exit_slot *slot_of(u32 nr)
{
	return (void *)vcpu.arch.exit_stats->slots + kvm_exit_slot_offset(nr);
}

static void after(u64 cycles)
{
	tsc += cycles;
}

static void exit_of(u32 nr)
{
	kvm_exit_stats_exit(&vcpu, nr);
}

static void entry(void)
{
	kvm_exit_stats_entry(&vcpu);
}

static void begin(enum kvm_exit_phase phase)
{
	kvm_exit_stats_begin(&vcpu, phase);
}

static void end(enum kvm_exit_phase phase)
{
	kvm_exit_stats_end(&vcpu, phase);
}

static int same_in_both_stores(void)
{
	const size_t none = sizeof(struct kvm_exit_slot);

	return !memcmp((char *)vcpu.arch.exit_stats->slots + none,
		       (char *)kvm_exit_cpu_slots + none,
		       (KVM_EXIT_MAX_SLOTS - 1) * sizeof(struct kvm_exit_slot));
}

static void test_slots_svm(void)
{
	unsigned int others = 0;
	u32 nr;

	kvm_exit_reasons_init(KVM_ISA_SVM, few_handled);
	for (nr = 0; nr < KVM_EXIT_NR_CODES; nr++)
		others += kvm_exit_slot_offset(nr) == KVM_EXIT_SLOT_OTHER;
	tap_is_u64(others, KVM_EXIT_NR_CODES - 3, "svm: codes without a handler share OTHER");
	tap_is_u64(kvm_exit_slot_offset(KVM_EXIT_NR_CODES), KVM_EXIT_SLOT_OTHER,
		   "svm: 0x404 is OTHER");
	tap_is_u64(kvm_exit_slot_offset(0x7fffffff), KVM_EXIT_SLOT_OTHER, "svm: 0x7fffffff is OTHER");
	tap_is_u64(kvm_exit_slot_offset((u32)-2), KVM_EXIT_SLOT_OTHER, "svm: -2 is OTHER");
	tap_is_text(kvm_exit_reasons[kvm_exit_slot_offset((u32)-1) / sizeof(struct kvm_exit_slot)].name,
		    "invalid_guest_state", "svm: -1, a failed entry, has its own");
	tap_ok(kvm_exit_reason_slot(0xffffffff) == -1, "svm: 0xffffffff has no slot for a guest");
	tap_is_u64(kvm_exit_reason_slot(SVM_EXIT_CPUID), KVM_EXIT_NR_SLOT_FIRST,
		   "svm: the first handled one has the first slot");
	tap_is_text(kvm_exit_reasons[KVM_EXIT_NR_SLOT_FIRST].name, "cpuid", "svm: and its name");
}

static void test_slots_vmx(void)
{
	u32 nr, own = 0;

	kvm_exit_reasons_init(KVM_ISA_VMX, few_handled);
	for (nr = 0; nr < KVM_EXIT_NR_CODES; nr++)
		own += kvm_exit_slot_offset(nr) != KVM_EXIT_SLOT_OTHER;
	tap_is_u64(own, 5, "vmx: three handled ones and the two failed entries have slots");
	tap_is_u64(kvm_exit_slot_offset((u32)-1), KVM_EXIT_SLOT_OTHER, "vmx: -1 is OTHER");
	tap_is_u64(kvm_exit_reason_defined(35) || kvm_exit_reason_defined(444), 0,
		   "vmx: 35 and 444 are not defined");
	tap_ok(kvm_exit_reason_slot(EXIT_REASON_INVALID_STATE) == -1,
	       "vmx: a failed entry has no handler");
}

static void test_times(void)
{
	struct kvm_exit_slot *cpuid, *hlt;

	kvm_exit_reasons_init(KVM_ISA_SVM, few_handled);
	new_vcpu();
	cpuid = slot_of(SVM_EXIT_CPUID);
	hlt = slot_of(SVM_EXIT_HLT);

	after(50);
	entry();
	after(100);
	exit_of(SVM_EXIT_CPUID);
	after(7);
	entry();
	after(200);
	exit_of(SVM_EXIT_CPUID);
	after(9);
	entry();
	tap_is_u64(cpuid->cell.exits, 2, "two exits");
	tap_is_u64(cpuid->cell.guest, 300, "guest: 100 and 200; the time before the first entry is no one's");
	tap_is_u64(cpuid->cell.kernel, 16, "kernel: 7 and 9");
	tap_is_u64(cpuid->cell.max, 9, "max: 9");
	tap_is_u64(cpuid->hist[2], 1, "bucket of 7 is [4, 8)");
	tap_is_u64(cpuid->hist[3], 1, "bucket of 9 is [8, 16)");
	tap_ok(same_in_both_stores(), "the CPU's store has the same");

	exit_of(SVM_EXIT_HLT);
	after(10);
	begin(KVM_EXIT_PHASE_HALTED);
	after(1000);
	begin(KVM_EXIT_PHASE_PREEMPTED);
	after(300);
	end(KVM_EXIT_PHASE_PREEMPTED);
	after(2000);
	end(KVM_EXIT_PHASE_HALTED);
	after(20);
	entry();
	tap_is_u64(hlt->cell.phase[KVM_EXIT_PHASE_HALTED], 3000, "halted: without what it was preempted");
	tap_is_u64(hlt->cell.phase[KVM_EXIT_PHASE_PREEMPTED], 300, "preempted within a halt");
	tap_is_u64(hlt->cell.kernel, 30, "kernel: what is left");

	exit_of(SVM_EXIT_NPF);
	after(5);
	begin(KVM_EXIT_PHASE_USER);
	after(100);
	begin(KVM_EXIT_PHASE_PREEMPTED);
	after(100);
	end(KVM_EXIT_PHASE_PREEMPTED);
	after(100);
	end(KVM_EXIT_PHASE_USER);
	entry();
	tap_is_u64(slot_of(SVM_EXIT_NPF)->cell.phase[KVM_EXIT_PHASE_USER], 300,
		   "user: an ioctl that is preempted is still userspace's time");
	tap_is_u64(slot_of(SVM_EXIT_NPF)->cell.phase[KVM_EXIT_PHASE_PREEMPTED], 0, "and not preempted");
	tap_is_u64(slot_of(SVM_EXIT_NPF)->cell.kernel, 5, "and not KVM's");
	tap_ok(same_in_both_stores(), "the CPU's store has the same");

	end(KVM_EXIT_PHASE_HALTED);
	tap_is_u64(hlt->cell.phase[KVM_EXIT_PHASE_HALTED], 3000, "an end without a begin is nothing");
}

static void test_edges(void)
{
	struct kvm_exit_slot *cpuid, *other;

	new_vcpu();
	cpuid = slot_of(SVM_EXIT_CPUID);
	other = slot_of(0x12345678);

	entry();
	exit_of(0x12345678);
	entry();
	tap_is_u64(other->cell.exits, 1, "an unknown code is counted under OTHER");
	tap_is_u64(other->hist[0], 1, "0 cycles are in the first bucket");

	exit_of(SVM_EXIT_CPUID);
	after(1ULL << 40);
	entry();
	tap_is_u64(cpuid->hist[31], 1, "2^40 cycles are in the last bucket");
	tap_is_u64(cpuid->cell.max, 1ULL << 40, "and in max");

	tsc -= 500;
	exit_of(SVM_EXIT_CPUID);
	tap_is_u64(cpuid->cell.guest, 0, "a TSC that goes back: no time");
	tap_is_u64(vcpu.arch.exit_stats->backwards, 1, "and a tally");
	entry();

	vcpu.guest_mode = true;
	exit_of(SVM_EXIT_CPUID);
	vcpu.guest_mode = false;
	entry();
	tap_is_u64(cpuid->cell.nested, 1, "an exit from L2 is nested");
	tap_is_u64(cpuid->cell.exits, 3, "and an exit");

	cpuid->cell.exits = 0xffffffff;
	exit_of(SVM_EXIT_CPUID);
	entry();
	tap_is_u64(cpuid->cell.exits, 0x100000000, "counts go beyond 2^32");
}

static void test_switches(void)
{
	struct kvm_exit_slot *cpuid;

	new_vcpu();
	cpuid = slot_of(SVM_EXIT_CPUID);
	entry();
	kvm_exit_stats_time.on = false;
	exit_of(SVM_EXIT_CPUID);
	after(5);
	entry();
	tap_is_u64(cpuid->cell.exits, 1, "counts only: an exit");
	tap_is_u64(cpuid->cell.kernel + cpuid->cell.guest + cpuid->hist[2], 0, "and no time");
	kvm_exit_stats_time.on = true;

	entry();
	after(10);
	exit_of(SVM_EXIT_CPUID);
	after(3);
	begin(KVM_EXIT_PHASE_HALTED);
	after(100);
	kvm_exit_stats_record_phases(false);
	kvm_exit_stats_settle(vcpu.arch.exit_stats);
	after(1000000);
	end(KVM_EXIT_PHASE_HALTED);
	kvm_exit_stats_record_phases(true);
	entry();
	after(20);
	exit_of(SVM_EXIT_CPUID);
	entry();
	tap_is_u64(cpuid->cell.phase[KVM_EXIT_PHASE_HALTED], 100, "off while halted: halted until then");
	tap_is_u64(cpuid->cell.kernel, 3, "kernel without the gap");
	tap_is_u64(cpuid->cell.guest, 30, "guest without the gap");
	tap_ok(same_in_both_stores(), "the CPU's store has the same");
}

int main(void)
{
	test_slots_svm();
	test_slots_vmx();
	test_times();
	test_edges();
	test_switches();
	return tap_done();
}
