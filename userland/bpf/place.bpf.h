/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which place is a vCPU's.
 *
 * Where an exit looks first is only a hint: the place itself says whose it is. So no hint
 * has to be taken back when a vCPU ends, its thread goes on on another CPU, or another
 * thread runs it.
 */
#ifndef BPF_PLACE_H
#define BPF_PLACE_H

/* Number 0 is nobody's. The loader sets how many there are. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1024);
	__type(key, u32);
	__type(value, struct bpf_exits_vcpu);
} places SEC(".maps");

/* Numbers of places; the loader puts them in, again when a vCPU has ended. */
struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 1024);
	__uint(value_size, sizeof(u32));
} free_places SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct bpf_exits_cpu);
} cpus SEC(".maps");

/* By a vCPU's address, as long as it lives. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, u64);
	__type(value, u32);
} place_by_vcpu SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, u32);
} place_by_task SEC(".maps");

#define BITS_OF_ADDRESS 14

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1 << BITS_OF_ADDRESS);
	__type(key, u32);
	__type(value, u32);
} place_by_address SEC(".maps");

/* Of a VM, by its address, as long as it lives. */
struct vm {
	u64 id;
	u64 since;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 1024);
	__type(key, u64);
	__type(value, struct vm);
} vms SEC(".maps");

/* Told that a vCPU has ended. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ended SEC(".maps");

__u64 last_vm;

static __always_inline struct bpf_exits_cpu *this_cpu(void)
{
	u32 zero = 0;

	return bpf_map_lookup_elem(&cpus, &zero);
}

/* place_of: place @nr, if it is the vCPU's */
static __always_inline struct bpf_exits_vcpu *place_of(u64 vcpu, u32 nr)
{
	struct bpf_exits_vcpu *place = bpf_map_lookup_elem(&places, &nr);

	return place && place->vcpu == vcpu ? place : NULL;
}

/* hint_of: where its number may be; NULL: only in the hash. By the low half of its address,
 * which is a number to the kernel's verifier: a pointer may not be multiplied. */
static __always_inline u32 *hint_of(u64 vcpu, struct bpf_exits_cpu *cpu)
{
	u32 key;

	switch (state_kind) {
	case BPF_EXITS_STATE_CPU:
		return &cpu->place;
	case BPF_EXITS_STATE_TASK:
		return bpf_task_storage_get(&place_by_task, bpf_get_current_task_btf(), 0,
					    BPF_LOCAL_STORAGE_GET_F_CREATE);
	case BPF_EXITS_STATE_ARRAY:
		key = ((u32)vcpu * 0x9e3779b9U) >> (32 - BITS_OF_ADDRESS);
		return bpf_map_lookup_elem(&place_by_address, &key);
	default:
		return NULL;
	}
}

/* vm_of: the VM's number, and since when it is known; NULL if too many are */
static __always_inline struct vm *vm_of(u64 kvm)
{
	struct vm *vm = bpf_map_lookup_elem(&vms, &kvm);
	struct vm new;

	if (vm)
		return vm;
	new.id = __sync_fetch_and_add(&last_vm, 1) + 1;
	new.since = bpf_ktime_get_boot_ns();
	bpf_map_update_elem(&vms, &kvm, &new, BPF_NOEXIST);
	return bpf_map_lookup_elem(&vms, &kvm);
}

/* describe: what is told of a vCPU that has a place now */
static __always_inline void describe(struct bpf_exits_vcpu *place, struct kvm_vcpu *vcpu,
				     const struct vm *vm)
{
	struct kvm *kvm = vcpu->kvm;
	const unsigned char *name = BPF_CORE_READ(kvm, debugfs_dentry, d_name.name);

	place->vm = vm->id;
	place->vm_since = vm->since;
	place->since = bpf_ktime_get_boot_ns();
	place->id = vcpu->vcpu_id;
	/* May be where an instruction's offset does not reach. */
	place->pid = BPF_CORE_READ(kvm, userspace_pid);
	place->phase = BPF_EXITS_AT_WORK;
	place->task = bpf_get_current_task();
	bpf_probe_read_kernel_str(place->name, sizeof(place->name), name);
	place->vcpu = (u64)vcpu;
}

/* settled: the number of the place that a vCPU has got; 0: there is none, or none for its VM */
static __noinline u32 settled(struct kvm_vcpu *vcpu)
{
	struct bpf_exits_vcpu *place;
	u64 key = (u64)vcpu;
	struct vm *vm;
	u32 nr;

	vm = vm_of((u64)vcpu->kvm);
	if (!vm || bpf_map_pop_elem(&free_places, &nr))
		return 0;
	place = bpf_map_lookup_elem(&places, &nr);
	if (!place)
		return 0;
	if (bpf_map_update_elem(&place_by_vcpu, &key, &nr, BPF_ANY)) {
		bpf_map_push_elem(&free_places, &nr, BPF_ANY);
		return 0;
	}
	describe(place, vcpu, vm);
	return nr;
}

/* known: the vCPU's place, of one that had an exit or an entry; NULL if it has none */
static __always_inline struct bpf_exits_vcpu *known(u64 vcpu)
{
	u32 *nr = bpf_map_lookup_elem(&place_by_vcpu, &vcpu);

	return nr ? place_of(vcpu, *nr) : NULL;
}

/* find: the vCPU's place; it gets one, if there is one */
static __always_inline struct bpf_exits_vcpu *find(struct kvm_vcpu *vcpu, struct bpf_exits_cpu *cpu)
{
	u32 *hint = hint_of((u64)vcpu, cpu), *hashed, nr;
	struct bpf_exits_vcpu *place;
	u64 key = (u64)vcpu;

	if (hint) {
		place = place_of(key, *hint);
		if (place) {
			if (state_kind != BPF_EXITS_STATE_CPU)
				cpu->place = *hint;
			return place;
		}
	}
	hashed = bpf_map_lookup_elem(&place_by_vcpu, &key);
	nr = hashed ? *hashed : settled(vcpu);
	if (hint)
		*hint = nr;
	cpu->place = nr;
	return place_of(key, nr);
}

#endif
