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
struct static_key_true kvm_vmexit_enabled = { true };
struct static_key_true kvm_vmexit_closing = { true };
struct static_key_true kvm_vmexit_phases = { true };
struct static_key_true kvm_vmexit_time = { true };
struct static_key_true kvm_vmexit_hist = { true };
struct static_key_true kvm_vmexit_causes_enabled;
struct static_key_true kvm_vmexit_causes_closing;
struct static_key_true kvm_vmexit_causes;
struct kvm_vmexit_code kvm_vmexit_codes[KVM_VMEXIT_NR_CODES + 2];
unsigned int kvm_vmexit_nr_slots;
struct kvm_vmexit_cell *kvm_vmexit_cpu_cells;
struct kvm_vmexit_rare *kvm_vmexit_cpu_rare;
unsigned int tsc_khz = 1000000;	/* a cycle is a ns */
struct task_struct thread;
u64 clock_ns;
int cpl;

static struct kvm_vcpu vcpu;
static struct kvm_vmexit_state *const state = &vcpu.arch.vmexit;

static bool few_handled(u64 nr)
{
	return nr == SVM_EXIT_CPUID || nr == SVM_EXIT_HLT || nr == SVM_EXIT_NPF;
}

static unsigned long offset_of_code(u32 nr)
{
	return kvm_vmexit_codes[kvm_vmexit_code(nr)].offset;
}

static void *zeroes(size_t bytes)
{
	void *memory = aligned_alloc(4096, (bytes + 4095) & ~4095UL);

	memset(memory, 0, bytes);
	return memory;
}

static void new_vcpu(void)
{
	static struct kvm_vmexit_vcpu stats;
	static struct kvm_vmexit_rare cpu_rare[KVM_VMEXIT_MAX_SLOTS];
	static u64 nested[KVM_VMEXIT_MAX_SLOTS];

	free(kvm_vmexit_cpu_cells);
	free(state->slots);
	free(stats.to_user);
	memset(&stats, 0, sizeof(stats));
	memset(&thread, 0, sizeof(thread));
	memset(nested, 0, sizeof(nested));
	memset(cpu_rare, 0, sizeof(cpu_rare));
	stats.nested = nested;
	stats.to_user = zeroes(sizeof(*stats.to_user) + KVM_VMEXIT_MAX_SLOTS * sizeof(u64));
	stats.vcpu = &vcpu;
	stats.phase = KVM_VMEXIT_AT_WORK;
	kvm_vmexit_cpu_rare = cpu_rare;
	kvm_vmexit_cpu_cells = zeroes(KVM_VMEXIT_OFFSET(KVM_VMEXIT_MAX_SLOTS));
	*state = (struct kvm_vmexit_state) {
		.slots = zeroes(KVM_VMEXIT_VCPU_BYTES),
		.cpu_cells = kvm_vmexit_cpu_cells,
		.stats = &stats,
	};
	stats.slots = state->slots;
	vcpu.guest_mode = false;
	tsc = 1000;
	clock_ns = 5000;
}

static struct kvm_vmexit_slot *slot_of(u32 nr)
{
	return kvm_vmexit_slot_at(state, offset_of_code(nr));
}

/* Time passes for all clocks. */
static void after(u64 cycles)
{
	tsc += cycles;
	clock_ns += cycles;
}

static void exit_of(u32 nr)
{
	kvm_vmexit_record_exit_only(&vcpu, nr);
}

static void entry(void)
{
	kvm_vmexit_record_entry(&vcpu);
}

static void begin(enum kvm_vmexit_phase phase)
{
	kvm_vmexit_phase_begin(&vcpu, phase);
}

static void end(enum kvm_vmexit_phase phase)
{
	kvm_vmexit_phase_end(&vcpu, phase);
}

/* The thread sleeps, or is only put back into the queue. */
static void sched_out(bool runnable)
{
	thread.runnable = runnable;
	if (runnable)
		thread.sched_info.last_queued = clock_ns;
	kvm_vmexit_sched_out(&vcpu);
}

static void woken(void)
{
	thread.sched_info.last_queued = clock_ns;
}

static void sched_in(void)
{
	if (thread.sched_info.last_queued)
		thread.sched_info.run_delay += clock_ns - thread.sched_info.last_queued;
	thread.sched_info.last_queued = 0;
	kvm_vmexit_sched_in(&vcpu);
}

static int same_in_both_stores(void)
{
	int i;

	for (i = KVM_VMEXIT_SLOT_OTHER; i < KVM_VMEXIT_MAX_SLOTS; i++) {
		if (memcmp(&state->slots[i].cell, &kvm_vmexit_cpu_cells[i],
			   sizeof(struct kvm_vmexit_cell)))
			return 0;
	}
	return 1;
}

/* What a reader is shown of what is in progress. */
static struct kvm_vmexit_progress progress(void)
{
	struct kvm_vmexit_progress now;

	kvm_vmexit_progress(&now, state, tsc);
	kvm_vmexit_progress_shown(&now, state->stats);
	return now;
}

static void test_slots_svm(void)
{
	unsigned int others = 0;
	u32 nr;

	kvm_vmexit_reasons_init(KVM_ISA_SVM, few_handled);
	for (nr = 0; nr < KVM_VMEXIT_NR_CODES; nr++)
		others += offset_of_code(nr) == KVM_VMEXIT_OFFSET(KVM_VMEXIT_SLOT_OTHER);
	tap_is_u64(others, KVM_VMEXIT_NR_CODES - 3, "svm: codes without a handler share OTHER");
	tap_is_u64(offset_of_code(KVM_VMEXIT_NR_CODES), KVM_VMEXIT_OFFSET(KVM_VMEXIT_SLOT_OTHER),
		   "svm: 0x404 is OTHER");
	tap_is_u64(offset_of_code(0x7fffffff), KVM_VMEXIT_OFFSET(KVM_VMEXIT_SLOT_OTHER), "svm: 0x7fffffff is OTHER");
	tap_is_u64(offset_of_code((u32)-2), KVM_VMEXIT_OFFSET(KVM_VMEXIT_SLOT_OTHER), "svm: -2 is OTHER");
	tap_is_text(kvm_vmexit_reasons[offset_of_code((u32)-1) / sizeof(struct kvm_vmexit_cell)].name,
		    "invalid_guest_state", "svm: -1, a failed entry, has its own");
	tap_ok(kvm_vmexit_reason_slot(0xffffffff) == -1, "svm: 0xffffffff has no slot for a guest");
	tap_is_u64(kvm_vmexit_reason_slot(SVM_EXIT_CPUID), KVM_VMEXIT_SLOT_FIRST,
		   "svm: the first handled one has the first slot");
	tap_is_text(kvm_vmexit_reasons[KVM_VMEXIT_SLOT_FIRST].name, "cpuid", "svm: and its name");
}

static void test_slots_vmx(void)
{
	u32 nr, own = 0;

	kvm_vmexit_reasons_init(KVM_ISA_VMX, few_handled);
	for (nr = 0; nr < KVM_VMEXIT_NR_CODES; nr++)
		own += offset_of_code(nr) != KVM_VMEXIT_OFFSET(KVM_VMEXIT_SLOT_OTHER);
	tap_is_u64(own, 5, "vmx: three handled ones and the two failed entries have slots");
	tap_is_u64(offset_of_code((u32)-1), KVM_VMEXIT_OFFSET(KVM_VMEXIT_SLOT_OTHER), "vmx: -1 is OTHER");
	tap_is_u64(kvm_vmexit_reason_defined(35) || kvm_vmexit_reason_defined(444), 0,
		   "vmx: 35 and 444 are not defined");
	tap_ok(kvm_vmexit_reason_slot(EXIT_REASON_INVALID_STATE) == -1,
	       "vmx: a failed entry has no handler");
}

static void test_times(void)
{
	struct kvm_vmexit_slot *cpuid, *hlt;

	kvm_vmexit_reasons_init(KVM_ISA_SVM, few_handled);
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
	tap_is_u64(cpuid->hist[0], 2, "what is shorter than 2^8 is in the first bucket");
	tap_ok(same_in_both_stores(), "the CPU's store has the same");

	exit_of(SVM_EXIT_HLT);
	after(10);
	begin(KVM_VMEXIT_HALTED);
	after(1000);
	sched_out(true);
	after(300);
	sched_in();
	after(2000);
	end(KVM_VMEXIT_HALTED);
	after(20);
	entry();
	tap_is_u64(hlt->cell.phase[KVM_VMEXIT_HALTED], 3000, "halted: without what it was preempted");
	tap_is_u64(hlt->cell.phase[KVM_VMEXIT_STEAL], 300, "preempted within a halt");
	tap_is_u64(hlt->cell.kernel, 30, "kernel: what is left");

	exit_of(SVM_EXIT_NPF);
	after(5);
	begin(KVM_VMEXIT_USER);
	after(100);
	sched_out(true);
	after(100);
	sched_in();
	after(100);
	end(KVM_VMEXIT_USER);
	entry();
	tap_is_u64(slot_of(SVM_EXIT_NPF)->cell.phase[KVM_VMEXIT_USER], 300,
		   "user: an ioctl that is preempted is still userspace's time");
	tap_is_u64(slot_of(SVM_EXIT_NPF)->cell.phase[KVM_VMEXIT_STEAL], 0, "and not preempted");
	tap_is_u64(slot_of(SVM_EXIT_NPF)->cell.kernel, 5, "and not KVM's");
	tap_ok(same_in_both_stores(), "the CPU's store has the same");

	end(KVM_VMEXIT_HALTED);
	tap_is_u64(hlt->cell.phase[KVM_VMEXIT_HALTED], 3000, "an end without a begin is nothing");
}

static void test_edges(void)
{
	struct kvm_vmexit_slot *cpuid, *other;

	new_vcpu();
	cpuid = slot_of(SVM_EXIT_CPUID);
	other = slot_of(0x12345678);

	entry();
	exit_of(0x12345678);
	entry();
	tap_is_u64(other->cell.exits, 1, "an unknown code is counted under OTHER");
	tap_is_u64(other->hist[0], 1, "0 cycles are in the first bucket");

	exit_of(0x12345678);
	after(511);
	entry();
	exit_of(0x12345678);
	after(512);
	entry();
	exit_of(0x12345678);
	after(1ULL << 31);
	entry();
	exit_of(0x12345678);
	after((1ULL << 31) - 1);
	entry();
	tap_is_u64(other->hist[0], 2, "511 cycles are in the first bucket");
	tap_is_u64(other->hist[1], 1, "512 in the second");
	tap_is_u64(other->hist[22], 1, "2^31 - 1 in the last but one");
	tap_is_u64(other->hist[23], 1, "2^31 in the last");

	exit_of(SVM_EXIT_CPUID);
	after(1ULL << 40);
	entry();
	tap_is_u64(cpuid->hist[23], 1, "2^40 cycles are in the last bucket");
	tap_is_u64(cpuid->cell.max, 1ULL << 40, "and in max");

	tsc -= 500;
	exit_of(SVM_EXIT_CPUID);
	tap_is_u64(cpuid->cell.guest, 0, "a TSC that goes back: no time");
	tap_is_u64(state->stats->backwards, 1, "and a tally");
	entry();

	vcpu.guest_mode = true;
	exit_of(SVM_EXIT_CPUID);
	vcpu.guest_mode = false;
	entry();
	tap_is_u64(state->stats->nested[kvm_vmexit_reason_slot(SVM_EXIT_CPUID)], 1,
		   "an exit from L2 is nested");
	tap_is_u64(kvm_vmexit_cpu_rare[kvm_vmexit_reason_slot(SVM_EXIT_CPUID)].nested, 1,
		   "on its CPU, too");
	tap_is_u64(cpuid->cell.exits, 3, "and an exit");

	cpuid->cell.exits = 0xffffffff;
	exit_of(SVM_EXIT_CPUID);
	entry();
	tap_is_u64(cpuid->cell.exits, 0x100000000, "counts go beyond 2^32");
}

static void test_switches(void)
{
	struct kvm_vmexit_slot *cpuid;

	new_vcpu();
	cpuid = slot_of(SVM_EXIT_CPUID);
	entry();
	kvm_vmexit_time.on = false;
	exit_of(SVM_EXIT_CPUID);
	after(5);
	entry();
	tap_is_u64(cpuid->cell.exits, 1, "counts only: an exit");
	tap_is_u64(cpuid->cell.kernel + cpuid->cell.guest + cpuid->hist[2], 0, "and no time");
	kvm_vmexit_time.on = true;

	entry();
	after(10);
	exit_of(SVM_EXIT_CPUID);
	after(3);
	begin(KVM_VMEXIT_HALTED);
	after(100);
	kvm_vmexit_record_phases(false);
	kvm_vmexit_settle(state);
	after(1000000);
	end(KVM_VMEXIT_HALTED);
	kvm_vmexit_record_phases(true);
	entry();
	after(20);
	exit_of(SVM_EXIT_CPUID);
	entry();
	tap_is_u64(cpuid->cell.phase[KVM_VMEXIT_HALTED], 100, "off while halted: halted until then");
	tap_is_u64(cpuid->cell.kernel, 3, "kernel without the gap");
	tap_is_u64(cpuid->cell.guest, 30, "guest without the gap");
	tap_ok(same_in_both_stores(), "the CPU's store has the same");
}

/* What is shown while it goes on, and what it comes to in the end. */
static void shows(u64 kernel, u64 user, u64 halted, u64 blocked, u64 steal, const char *name)
{
	const struct kvm_vmexit_progress now = progress();

	if (!tap_ok(!now.guest && now.kernel == kernel &&
		    now.phase[KVM_VMEXIT_USER] == user &&
		    now.phase[KVM_VMEXIT_HALTED] == halted &&
		    now.phase[KVM_VMEXIT_BLOCKED] == blocked &&
		    now.phase[KVM_VMEXIT_STEAL] == steal, name))
		printf("# got %llu %llu %llu %llu %llu\n", now.kernel, now.phase[0], now.phase[1],
		       now.phase[2], now.phase[3]);
}

static void test_waiting(void)
{
	struct kvm_vmexit_slot *npf, *hlt;

	new_vcpu();
	npf = slot_of(SVM_EXIT_NPF);
	hlt = slot_of(SVM_EXIT_HLT);
	tap_is_u64(progress().guest, 0, "before the first entry nothing is shown");
	sched_out(false);
	after(1000);
	sched_in();
	entry();
	after(70);
	tap_is_u64(progress().guest, 70, "in the guest: time that no exit has ended");
	exit_of(SVM_EXIT_NPF);
	after(5);
	shows(5, 0, 0, 0, 0, "at work: the kernel phase so far");
	sched_out(false);
	after(300);
	shows(5, 0, 0, 300, 0, "asleep: blocked so far");
	woken();
	after(40);
	shows(5, 0, 0, 300, 40, "queued: steal from then on");
	sched_in();
	after(6);
	shows(11, 0, 0, 0, 0, "it runs again: only the kernel phase goes on");
	entry();
	tap_is_u64(npf->cell.phase[KVM_VMEXIT_BLOCKED], 300, "a page that was waited for: blocked");
	tap_is_u64(npf->cell.phase[KVM_VMEXIT_STEAL], 40, "woken and queued: steal");
	tap_is_u64(npf->cell.kernel, 11, "kernel without both");
	tap_is_u64(npf->cell.max, 11, "nor is it in the maximum");

	exit_of(SVM_EXIT_HLT);
	after(1);
	begin(KVM_VMEXIT_HALTED);
	after(10);
	sched_out(false);
	after(500);
	shows(1, 0, 510, 0, 0, "halted so far");
	woken();
	after(20);
	shows(1, 0, 510, 0, 20, "halted until it is woken");
	sched_in();
	after(3);
	end(KVM_VMEXIT_HALTED);
	entry();
	tap_is_u64(hlt->cell.phase[KVM_VMEXIT_HALTED], 513, "halted: without the queue");
	tap_is_u64(hlt->cell.phase[KVM_VMEXIT_STEAL], 20, "steal at the end of a halt");
	tap_is_u64(hlt->cell.kernel, 1, "kernel: before the halt");

	exit_of(SVM_EXIT_CPUID);
	sched_out(true);
	after(77);
	shows(0, 0, 0, 0, 77, "preempted: all of it is steal");
	sched_in();
	entry();
	tap_is_u64(slot_of(SVM_EXIT_CPUID)->cell.phase[KVM_VMEXIT_STEAL], 77,
		   "and steal in the end");
	tap_ok(same_in_both_stores(), "the CPU's store has the same");
}

/* The scheduler's clock and the TSC need not agree to the last cycle. */
static void test_floors(void)
{
	struct kvm_vmexit_cell *npf;

	new_vcpu();
	npf = &slot_of(SVM_EXIT_NPF)->cell;
	entry();
	exit_of(SVM_EXIT_NPF);
	sched_out(false);
	after(300);
	shows(0, 0, 0, 300, 0, "blocked is shown");
	woken();
	after(50);
	thread.sched_info.last_queued -= 100;
	sched_in();
	tap_is_u64(npf->phase[KVM_VMEXIT_BLOCKED], 300, "what was shown blocked stays");
	tap_is_u64(npf->phase[KVM_VMEXIT_STEAL], 50, "the rest is steal");

	sched_out(false);
	woken();
	after(200);
	shows(0, 0, 0, 0, 200, "steal is shown");
	thread.sched_info.last_queued += 150;
	after(10);
	shows(0, 0, 0, 10, 200, "what was shown is never taken back");
	sched_in();
	tap_is_u64(npf->phase[KVM_VMEXIT_STEAL], 250, "nor in the end");
	tap_is_u64(npf->phase[KVM_VMEXIT_BLOCKED], 310, "and all of it adds up");

	sched_out(false);
	after(5);
	sched_in();
	tap_is_u64(npf->phase[KVM_VMEXIT_STEAL], 250, "the next time begins without a floor");
}

/* A reset in the middle: charged up to then, and it begins again. */
static void test_charge(void)
{
	struct kvm_vmexit_cell *hlt, *io;
	u64 before;

	new_vcpu();
	hlt = &slot_of(SVM_EXIT_HLT)->cell;
	io = &slot_of(SVM_EXIT_NPF)->cell;
	entry();
	after(70);
	kvm_vmexit_charge(state);
	after(8);
	exit_of(SVM_EXIT_HLT);
	tap_is_u64(hlt->guest, 8, "in the guest: what was before is forgotten");
	after(5);
	begin(KVM_VMEXIT_HALTED);
	sched_out(false);
	after(1000);
	woken();
	after(100);
	kvm_vmexit_charge(state);
	tap_is_u64(hlt->kernel, 5, "in a halt: kernel until then");
	tap_is_u64(hlt->phase[KVM_VMEXIT_HALTED], 1000, "halted until then");
	tap_is_u64(hlt->phase[KVM_VMEXIT_STEAL], 100, "steal until then");
	tap_is_u64(hlt->max + slot_of(SVM_EXIT_HLT)->hist[0], 0, "it is not closed");
	shows(0, 0, 0, 0, 0, "and nothing is in progress");
	after(11);
	shows(0, 0, 0, 0, 11, "but what goes on");
	sched_in();
	end(KVM_VMEXIT_HALTED);
	after(3);
	entry();
	tap_is_u64(hlt->phase[KVM_VMEXIT_HALTED], 1000, "halted no more after it");
	tap_is_u64(hlt->phase[KVM_VMEXIT_STEAL], 111, "steal went on");
	tap_is_u64(hlt->kernel, 8, "so did kernel");
	tap_is_u64(hlt->max, 3, "the maximum is of the part after it");

	exit_of(SVM_EXIT_NPF);
	after(2);
	begin(KVM_VMEXIT_USER);
	after(100);
	kvm_vmexit_charge(state);
	after(1000);
	kvm_vmexit_shift(state, 400);
	before = io->phase[KVM_VMEXIT_USER];
	end(KVM_VMEXIT_USER);
	entry();
	tap_is_u64(before, 100, "userspace until then");
	tap_is_u64(io->phase[KVM_VMEXIT_USER], 700, "and after it, without the host's suspend");
	tap_is_u64(io->kernel, 2, "and nothing of it is KVM's");
	tap_ok(same_in_both_stores(), "the CPU's store has the same");
}

static u64 to_user_of(u32 nr)
{
	const unsigned int slot = kvm_vmexit_reason_slot(nr);
	const u64 count = state->stats->to_user->count[slot];

	return kvm_vmexit_cpu_rare[slot].to_user == count ? count : -1;
}

static void return_to_user(void)
{
	kvm_vmexit_to_user(&vcpu);
	end(KVM_VMEXIT_USER);
}

static void test_to_user(void)
{
	new_vcpu();
	return_to_user();
	tap_is_u64(state->stats->to_user->count[KVM_VMEXIT_SLOT_NONE], 0,
		   "before the first exit nothing goes to userspace");
	entry();
	exit_of(SVM_EXIT_NPF);
	after(5);
	kvm_vmexit_to_user(&vcpu);
	after(40);
	end(KVM_VMEXIT_USER);
	tap_is_u64(to_user_of(SVM_EXIT_NPF), 1, "an exit goes to userspace, on both accounts");
	tap_is_u64(slot_of(SVM_EXIT_NPF)->cell.phase[KVM_VMEXIT_USER], 40, "and its time there counts");
	return_to_user();
	return_to_user();
	tap_is_u64(to_user_of(SVM_EXIT_NPF), 1, "once, however often it needs userspace");
	entry();
	exit_of(SVM_EXIT_NPF);
	return_to_user();
	entry();
	tap_is_u64(to_user_of(SVM_EXIT_NPF), 2, "the next one is another");
	exit_of(SVM_EXIT_CPUID);
	return_to_user();
	entry();
	exit_of(SVM_EXIT_CPUID);
	entry();
	tap_is_u64(to_user_of(SVM_EXIT_CPUID), 1, "one that KVM handles itself is none");
	exit_of(SVM_EXIT_NPF);
	entry();
	exit_of(SVM_EXIT_HLT);
	return_to_user();
	entry();
	tap_is_u64(to_user_of(SVM_EXIT_NPF), 2, "nor one before another's");
	tap_is_u64(to_user_of(SVM_EXIT_HLT), 1, "which is counted");

	exit_of(SVM_EXIT_HLT);
	kvm_vmexit_charge(state);
	return_to_user();
	tap_is_u64(to_user_of(SVM_EXIT_HLT), 1, "an exit that was open at a reset is none after it");
	entry();
	exit_of(SVM_EXIT_HLT);
	return_to_user();
	entry();
	tap_is_u64(to_user_of(SVM_EXIT_HLT), 2, "the next one is");

	kvm_vmexit_time.on = false;
	kvm_vmexit_phases.on = false;
	exit_of(SVM_EXIT_HLT);
	return_to_user();
	entry();
	tap_is_u64(to_user_of(SVM_EXIT_HLT), 3, "it is counted without times, too");
	state->mark = 0;
	exit_of(SVM_EXIT_HLT);
	kvm_vmexit_charge(state);
	return_to_user();
	tap_is_u64(to_user_of(SVM_EXIT_HLT), 3, "a reset without times");
	entry();
	kvm_vmexit_closing.on = false;
	exit_of(SVM_EXIT_HLT);
	return_to_user();
	tap_is_u64(to_user_of(SVM_EXIT_HLT), 3, "switched off: nothing");
	kvm_vmexit_closing.on = true;
	kvm_vmexit_phases.on = true;
	kvm_vmexit_time.on = true;
}

int main(void)
{
	test_slots_svm();
	test_slots_vmx();
	test_times();
	test_edges();
	test_waiting();
	test_floors();
	test_charge();
	test_switches();
	test_to_user();
	return tap_done();
}
