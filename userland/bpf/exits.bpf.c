// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exits by reason on a KVM that is not patched, by the typed tracepoints kvm_exit and
 * kvm_entry. What is in the constants below is dead code, which the kernel removes when
 * it loads the program: each combination is a program of its own.
 *
 * The few fields of the kernel that are read are declared here, less than their structures
 * have: libbpf finds where they are in the kernel that runs (CO-RE). So no vmlinux.h is
 * needed, and it is built the same on every machine.
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

#define CORE __attribute__((preserve_access_index))

/* Both vendors' structures begin with the struct kvm_vcpu that tracepoints have, and KVM
 * does not build otherwise: the address of one is that of the other. */
struct kvm_vcpu { int vcpu_id; } CORE;
union vmx_exit_reason { u32 full; } CORE;
struct vcpu_vmx { union vmx_exit_reason exit_reason; } CORE;
struct vcpu_vt { union vmx_exit_reason exit_reason; } CORE;
struct vcpu_vmx___vt { struct vcpu_vt vt; } CORE;	/* since 6.16 */
struct vmcb_control_area { u32 exit_code; } CORE;
struct vmcb { struct vmcb_control_area control; } CORE;
struct vcpu_svm { struct vmcb *vmcb; } CORE;

/* Two of the kernel's own with a number first: what bpf_rdonly_cast() is told is there. */
struct refcount_struct { u32 refs; };
struct timespec64 { u64 tv_sec; };

extern void *bpf_rdonly_cast(const void *obj, u32 btf_id) __ksym __weak;

/* load32, load64: what is at an address of the kernel; 0 if nothing is */
static __always_inline u32 load32(const void *at)
{
	u32 value = 0;

	if (can_cast)
		return *(u32 *)bpf_rdonly_cast(at, bpf_core_type_id_kernel(struct refcount_struct));
	bpf_probe_read_kernel(&value, sizeof(value), at);
	return value;
}

static __always_inline u64 load64(const void *at)
{
	u64 value = 0;

	if (can_cast)
		return *(u64 *)bpf_rdonly_cast(at, bpf_core_type_id_kernel(struct timespec64));
	bpf_probe_read_kernel(&value, sizeof(value), at);
	return value;
}

/* vmx_cell, svm_cell: which cell the vCPU's last exit belongs to */
static __always_inline u32 vmx_cell(const void *vcpu)
{
	u32 reason;

	if (bpf_core_field_exists(struct vcpu_vmx, exit_reason))
		reason = load32(vcpu + bpf_core_field_offset(struct vcpu_vmx, exit_reason));
	else
		reason = load32(vcpu + bpf_core_field_offset(struct vcpu_vmx___vt, vt) +
				bpf_core_field_offset(struct vcpu_vt, exit_reason));
	reason &= 0xffff;	/* above are flags: a failed entry, an enclave, ... */
	return reason < BPF_EXITS_LOW ? reason : BPF_EXITS_OTHER;
}

static __always_inline u32 svm_cell(const void *vcpu)
{
	const void *vmcb = (const void *)load64(vcpu + bpf_core_field_offset(struct vcpu_svm, vmcb));
	u32 code = load32(vmcb + bpf_core_field_offset(struct vmcb, control) +
			  bpf_core_field_offset(struct vmcb_control_area, exit_code));

	if (code < BPF_EXITS_LOW)
		return code;
	code -= BPF_EXITS_NPF;
	return code < BPF_EXITS_NPFS ? BPF_EXITS_LOW + code : BPF_EXITS_OTHER;
}

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, BPF_EXITS_CELLS);
	__type(key, u32);
	__type(value, struct bpf_exits_cell);
} cells SEC(".maps");

/* An exit that no entry has followed yet; of no vCPU: none. Both tracepoints are where the
 * thread can not be preempted; between them it can, and can go on on another CPU. */
struct open_exit {
	u64 vcpu;
	u64 ns;
	u32 cell;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct open_exit);
} open_by_cpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct open_exit);
} open_by_task SEC(".maps");

/* Of vCPUs that have ended, the kernel drops those that were used longest ago. */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 16384);
	__type(key, u64);
	__type(value, struct open_exit);
} open_by_vcpu SEC(".maps");

#define PLACES_BITS 12

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1 << PLACES_BITS);
	__type(key, u32);
	__type(value, struct open_exit);
} places SEC(".maps");

/* place_of: a vCPU's place in the array, whoever has it now. By the low half of its address,
 * which is a number to the kernel's verifier: a pointer may not be multiplied. */
static __always_inline struct open_exit *place_of(u64 vcpu)
{
	u32 key = ((u32)vcpu * 0x9e3779b9U) >> (32 - PLACES_BITS);

	return bpf_map_lookup_elem(&places, &key);
}

static __always_inline struct open_exit *hashed(u64 vcpu, bool make)
{
	struct open_exit *open = bpf_map_lookup_elem(&open_by_vcpu, &vcpu);
	struct open_exit none = {};

	if (open || !make)
		return open;
	bpf_map_update_elem(&open_by_vcpu, &vcpu, &none, BPF_NOEXIST);
	return bpf_map_lookup_elem(&open_by_vcpu, &vcpu);
}

/* placed: the vCPU's own place; a free one becomes its own; else the hash */
static __always_inline struct open_exit *placed(u64 vcpu, bool make)
{
	struct open_exit *open = place_of(vcpu);

	if (!open || open->vcpu == vcpu)
		return open;
	if (make && !open->vcpu && !__sync_val_compare_and_swap(&open->vcpu, 0, vcpu))
		return open;
	return hashed(vcpu, make);
}

/* find: where the vCPU's open exit is kept; NULL if nowhere */
static __always_inline struct open_exit *find(u64 vcpu, bool make)
{
	u32 zero = 0;

	switch (state_kind) {
	case BPF_EXITS_STATE_CPU:
		return bpf_map_lookup_elem(&open_by_cpu, &zero);
	case BPF_EXITS_STATE_TASK:
		return bpf_task_storage_get(&open_by_task, bpf_get_current_task_btf(), 0,
					    make ? BPF_LOCAL_STORAGE_GET_F_CREATE : 0);
	case BPF_EXITS_STATE_HASH:
		return hashed(vcpu, make);
	default:
		return placed(vcpu, make);
	}
}

/* bucket_of: by the highest bit of ns */
static __always_inline u32 bucket_of(u64 ns)
{
	u32 bucket = 0, shift;

	if (ns >> (BPF_EXITS_BUCKETS - 1))
		return BPF_EXITS_BUCKETS - 1;
#pragma unroll
	for (shift = 16; shift; shift /= 2)
		if (ns >> shift) {
			ns >>= shift;
			bucket += shift;
		}
	return bucket;
}

SEC("tp_btf/kvm_exit")
int BPF_PROG(exits_exit, struct kvm_vcpu *vcpu)
{
	struct bpf_exits_cell *cell;
	struct open_exit *open;
	u32 key;

	if (!vcpu)	/* never; newer kernels' verifiers want it said */
		return 0;
	key = on_vmx ? vmx_cell(vcpu) : svm_cell(vcpu);
	cell = bpf_map_lookup_elem(&cells, &key);
	if (cell)
		cell->exits++;
	if (detail == BPF_EXITS_COUNTS)
		return 0;
	open = find((u64)vcpu, true);
	if (open) {
		open->vcpu = (u64)vcpu;
		open->cell = key;
		open->ns = bpf_ktime_get_ns();
	}
	return 0;
}

SEC("tp_btf/kvm_entry")
int BPF_PROG(exits_entry, struct kvm_vcpu *vcpu)
{
	struct bpf_exits_cell *cell;
	struct open_exit *open;
	u32 bucket;
	u64 ns;

	if (!vcpu)
		return 0;
	open = find((u64)vcpu, false);
	/* An entry that was given up, or failed, is followed by another. */
	if (!open || open->vcpu != (u64)vcpu || !open->ns)
		return 0;
	ns = bpf_ktime_get_ns() - open->ns;
	open->ns = 0;
	cell = bpf_map_lookup_elem(&cells, &open->cell);
	if (!cell)
		return 0;
	cell->closed++;
	cell->ns += ns;
	if (ns > cell->max_ns)
		cell->max_ns = ns;
	if (detail < BPF_EXITS_HIST)
		return 0;
	bucket = bucket_of(ns);
	if (bucket < BPF_EXITS_BUCKETS)
		cell->hist[bucket]++;
	return 0;
}
