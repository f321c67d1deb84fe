// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exits on a KVM that is not patched, by the typed tracepoints kvm_exit and kvm_entry,
 * and by KVM's own functions for what comes between them. What is in the constants below is
 * dead code, which the kernel removes when it loads the program: each combination is a
 * program of its own.
 *
 * An exit and an entry are where the thread can not be preempted, nor is it where it is
 * scheduled. Between them it can, and can go on on another CPU.
 */
#include <stdbool.h>
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>
#include <bpf/bpf_core_read.h>
#include "exits.h"

typedef __u32 u32;
typedef __u64 u64;

char licence_of_this[] SEC("license") = "GPL";

/* Set before the program is loaded. */
const volatile bool on_vmx;		/* else SVM */
const volatile bool can_cast;		/* the kernel has bpf_rdonly_cast(), from 6.2 on */
const volatile __u32 detail;		/* enum bpf_exits_detail */
const volatile __u32 state_kind;		/* enum bpf_exits_state */
const volatile __u64 cycles_per_ns;	/* << BPF_EXITS_CYCLES_SHIFT */
const volatile unsigned char slot_of[BPF_EXITS_CODES];

#include "kernel.bpf.h"
#include "place.bpf.h"
#include "account.bpf.h"
#include "cause.bpf.h"

/* opened: the exit is recorded, but for its number */
static __always_inline void opened(struct bpf_exits_vcpu *place, struct bpf_exits_cell *cell,
				   struct bpf_exits_slot *slot, u32 nr)
{
	u64 now = bpf_ktime_get_ns(), ns;

	if (place->mark && !place->open) {
		ns = elapsed(place->mark, now);
		slot->cell.guest += ns;
		cell->guest += ns;
	}
	place->mark = now;
	place->open = nr;
	place->open_cause = 0;
	place->gone_to_user = 0;
	place->phase = BPF_EXITS_AT_WORK;
}

SEC("tp_btf/kvm_exit")
int BPF_PROG(exits_exit, struct kvm_vcpu *vcpu)
{
	struct bpf_exits_cpu *cpu = this_cpu();
	struct bpf_exits_vcpu *place;
	struct bpf_exits_cell *cell;
	struct bpf_exits_slot *slot;
	u32 nr;

	if (!vcpu || !cpu)	/* never; newer kernels' verifiers want it said */
		return 0;
	nr = on_vmx ? vmx_code(vcpu) : svm_code(vcpu);
	nr = BOUNDED(slot_of[BOUNDED(nr, BPF_EXITS_CODES)], BPF_EXITS_SLOTS);
	cell = &cpu->cells[nr];
	cell->exits++;
	place = find(vcpu, cpu);
	if (!place) {
		cpu->beyond[nr]++;
		return 0;
	}
	slot = &place->slots[nr];
	begin(place);
	slot->cell.exits++;
	if (detail > BPF_EXITS_COUNTS)
		opened(place, cell, slot, nr);
	end(place);
	return 0;
}

SEC("tp_btf/kvm_entry")
int BPF_PROG(exits_entry, struct kvm_vcpu *vcpu)
{
	struct bpf_exits_cpu *cpu = this_cpu();
	struct bpf_exits_vcpu *place;
	u64 now;

	if (!vcpu || !cpu)
		return 0;
	place = find(vcpu, cpu);
	if (!place)
		return 0;
	now = bpf_ktime_get_ns();
	begin(place);
	if (place->open) {
		/* An end of a phase that was missed. */
		if (place->phase != BPF_EXITS_AT_WORK)
			end_phase(place, cpu, now);
		close(place, cpu, now);
	} else if (!place->mark) {
		place->mark = now;	/* its life begins */
	}
	end(place);
	return 0;
}

/* phase_begins, phase_ends: of KVM's work on the open exit */
static __always_inline int phase_begins(struct bpf_exits_vcpu *place, u32 phase)
{
	if (!place || !place->open || place->phase != BPF_EXITS_AT_WORK)
		return 0;
	begin(place);
	place->begun = bpf_ktime_get_ns();
	place->phase = phase;
	end(place);
	return 0;
}

static __always_inline int phase_ends(struct bpf_exits_vcpu *place, u32 phase)
{
	struct bpf_exits_cpu *cpu = this_cpu();

	if (!place || !cpu || place->phase != phase)
		return 0;
	begin(place);
	end_phase(place, cpu, bpf_ktime_get_ns());
	end(place);
	return 0;
}

/* KVM_RUN is about to return: the vCPU leaves its CPU, and its thread does not. That is where
 * nothing is preempted; see README.md for what is missed elsewhere. */
SEC("fentry/kvm_arch_vcpu_put")
int BPF_PROG(exits_to_user, struct kvm_vcpu *vcpu)
{
	struct bpf_exits_vcpu *place = known((u64)vcpu);
	struct bpf_exits_cpu *cpu = this_cpu();

	if (!place || !cpu || place->out)
		return 0;
	if (place->open && !place->gone_to_user) {
		place->gone_to_user = 1;
		slot_at(place, place->open)->cell.to_user++;
		cell_at(cpu, place->open)->to_user++;
	}
	return phase_begins(place, BPF_EXITS_USER);
}

/* It is called again. */
SEC("fentry/kvm_arch_vcpu_ioctl_run")
int BPF_PROG(exits_from_user, struct kvm_vcpu *vcpu)
{
	struct bpf_exits_vcpu *place = known((u64)vcpu);

	if (place)
		place->task = bpf_get_current_task();
	return phase_ends(place, BPF_EXITS_USER);
}

/* KVM polls or sleeps for the vCPU. Where one calls the other the first begins, and the
 * first ends; what it then still does is KVM's work. */
static __always_inline int halts(struct kvm_vcpu *vcpu)
{
	struct bpf_exits_vcpu *place = known((u64)vcpu);

	if (!vcpu->arch.mp_state)
		return 0;
	phase_ends(place, BPF_EXITS_USER);	/* if that was missed */
	return phase_begins(place, BPF_EXITS_HALTED);
}

SEC("fentry/kvm_vcpu_halt")
int BPF_PROG(exits_halt, struct kvm_vcpu *vcpu)
{
	return halts(vcpu);
}

SEC("fexit/kvm_vcpu_halt")
int BPF_PROG(exits_halted, struct kvm_vcpu *vcpu)
{
	return phase_ends(known((u64)vcpu), BPF_EXITS_HALTED);
}

SEC("fentry/kvm_vcpu_block")
int BPF_PROG(exits_block, struct kvm_vcpu *vcpu)
{
	return halts(vcpu);
}

SEC("fexit/kvm_vcpu_block")
int BPF_PROG(exits_blocked, struct kvm_vcpu *vcpu)
{
	return phase_ends(known((u64)vcpu), BPF_EXITS_HALTED);
}

/* The thread is scheduled out and in inside KVM_RUN. */
static __always_inline u64 vcpu_of(struct preempt_notifier *notifier)
{
	return (u64)notifier - bpf_core_field_offset(struct kvm_vcpu, preempt_notifier);
}

SEC("fentry/kvm_sched_out")
int BPF_PROG(exits_sched_out, struct preempt_notifier *notifier)
{
	u64 vcpu = vcpu_of(notifier);
	struct bpf_exits_vcpu *place = known(vcpu);
	struct task_struct *task = (struct task_struct *)bpf_get_current_task_btf();

	if (!place || !place->open || place->phase == BPF_EXITS_USER)
		return 0;
	begin(place);
	place->out = bpf_ktime_get_ns();
	place->out_delay = task->sched_info.run_delay;
	place->out_runnable = is_runnable(task);
	/* It sleeps for the vCPU, and that it would was missed. */
	if (place->phase == BPF_EXITS_AT_WORK && !place->out_runnable && is_halted(vcpu)) {
		place->begun = place->out;
		place->phase = BPF_EXITS_HALTED;
	}
	end(place);
	return 0;
}

SEC("fentry/kvm_sched_in")
int BPF_PROG(exits_sched_in, struct preempt_notifier *notifier)
{
	struct task_struct *task = (struct task_struct *)bpf_get_current_task_btf();
	struct bpf_exits_cpu *cpu = this_cpu();
	u64 vcpu = vcpu_of(notifier);
	u32 *nr = bpf_map_lookup_elem(&place_by_vcpu, &vcpu);
	struct bpf_exits_vcpu *place = nr ? place_of(vcpu, *nr) : NULL;

	if (!place || !cpu)
		return 0;
	cpu->place = *nr;
	if (!place->out)
		return 0;
	begin(place);
	come_back(place, cpu, task->sched_info.run_delay, bpf_ktime_get_ns());
	end(place);
	return 0;
}

/* A VM ends: none of its vCPUs can run any more. Another may have its address soon. */
SEC("fentry/kvm_arch_destroy_vm")
int BPF_PROG(exits_vm_ends, struct kvm *kvm)
{
	u64 key = (u64)kvm;

	bpf_map_delete_elem(&vms, &key);
	return 0;
}

SEC("fentry/kvm_arch_vcpu_destroy")
int BPF_PROG(exits_vcpu_ends, struct kvm_vcpu *vcpu)
{
	struct bpf_exits_vcpu *place = known((u64)vcpu);
	struct bpf_exits_cpu *cpu = this_cpu();
	u64 key = (u64)vcpu, now = bpf_ktime_get_ns();
	u32 *told;

	if (!place || !cpu)
		return 0;
	begin(place);
	if (place->open && detail > BPF_EXITS_COUNTS) {
		if (place->phase != BPF_EXITS_AT_WORK)
			end_phase(place, cpu, now);
		close(place, cpu, now);
	}
	place->mark = 0;
	end(place);
	bpf_map_delete_elem(&place_by_vcpu, &key);
	place->ended = bpf_ktime_get_boot_ns();
	barrier();
	place->vcpu = 0;	/* The loader may take it from here on. */
	told = bpf_ringbuf_reserve(&ended, sizeof(*told), 0);
	if (told)
		bpf_ringbuf_submit(told, 0);
	return 0;
}

/* What is behind exits. */
SEC("tp_btf/kvm_msr")
int BPF_PROG(exits_msr, unsigned int write, u32 msr)
{
	return caused(open_place(), write ? BPF_EXITS_WRMSR : BPF_EXITS_RDMSR, msr);
}

SEC("tp_btf/kvm_pio")
int BPF_PROG(exits_pio, unsigned int out, unsigned int port, unsigned int size)
{
	struct bpf_exits_vcpu *place = open_place();
	u32 kind = out ? BPF_EXITS_OUT : BPF_EXITS_IN;

	if (is_open(place, 30, 0x7b) && is_string((const void *)place->vcpu))
		kind = out ? BPF_EXITS_OUTS : BPF_EXITS_INS;
	return caused(place, kind, port << 16 | size);
}

SEC("tp_btf/kvm_cpuid")
int BPF_PROG(exits_cpuid, unsigned int leaf)
{
	bool scan = (leaf & 0xf00000ff) == 0x40000000 && leaf > 0x40000100;
	struct bpf_exits_vcpu *place = open_place();

	/* KVM's emulator asks for the vendor, too. */
	if (!is_open(place, 10, 0x72))
		return 0;
	return caused(place, BPF_EXITS_CPUID, scan ? BPF_EXITS_LEAF_SCAN : leaf);
}

SEC("tp_btf/kvm_hypercall")
int BPF_PROG(exits_hypercall, unsigned long nr)
{
	return caused(open_place(), BPF_EXITS_HYPERCALL, nr);
}

SEC("tp_btf/kvm_mmio")
int BPF_PROG(exits_mmio, int type, int len, u64 address)
{
	return caused(open_place(), BPF_EXITS_MMIO, address >> 12);
}
