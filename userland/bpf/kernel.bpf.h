/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The few fields of the kernel that are read, less than their structures have: libbpf finds
 * where they are in the kernel that runs (CO-RE), and how long, if they have no sign. So no
 * vmlinux.h is needed, and it is built the same on every machine.
 */
#ifndef BPF_KERNEL_H
#define BPF_KERNEL_H

#define CORE __attribute__((preserve_access_index))

struct qstr { const unsigned char *name; } CORE;
struct dentry { struct qstr d_name; } CORE;
struct kvm { struct dentry *debugfs_dentry; int userspace_pid; } CORE;
struct kvm_vcpu_arch { u32 mp_state; } CORE;

/* Both vendors' structures begin with the struct kvm_vcpu that tracepoints have, and KVM
 * does not build otherwise: the address of one is that of the other. */
struct preempt_notifier;
struct preempt_notifier___here { u64 first; };
struct kvm_vcpu {
	struct kvm *kvm;
	struct preempt_notifier___here preempt_notifier;
	int vcpu_id;
	struct kvm_vcpu_arch arch;
} CORE;

union vmx_exit_reason { u32 full; } CORE;
struct vcpu_vmx { union vmx_exit_reason exit_reason; u64 exit_qualification; } CORE;
struct vcpu_vt { union vmx_exit_reason exit_reason; u64 exit_qualification; } CORE;
struct vcpu_vmx___vt { struct vcpu_vt vt; } CORE;	/* since 6.16 */
struct vmcb_control_area { u32 exit_code; u64 exit_info_1; } CORE;
struct vmcb { struct vmcb_control_area control; } CORE;
struct vcpu_svm { struct vmcb *vmcb; } CORE;

struct sched_info { unsigned long long run_delay; } CORE;
struct sched_entity { unsigned char sched_delayed; } CORE;	/* since 6.12 */
struct task_struct { u32 on_rq; struct sched_entity se; struct sched_info sched_info; } CORE;

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

/* vmx_code, svm_code: of the vCPU's last exit, as an index */
static __always_inline u32 vmx_code(const void *vcpu)
{
	u32 reason;

	if (bpf_core_field_exists(struct vcpu_vmx, exit_reason))
		reason = load32(vcpu + bpf_core_field_offset(struct vcpu_vmx, exit_reason));
	else
		reason = load32(vcpu + bpf_core_field_offset(struct vcpu_vmx___vt, vt) +
				bpf_core_field_offset(struct vcpu_vt, exit_reason));
	reason &= 0xffff;	/* above are flags: a failed entry, an enclave, ... */
	return reason < BPF_EXITS_LOW ? reason : BPF_EXITS_UNKNOWN;
}

static __always_inline u32 svm_code(const void *vcpu)
{
	const void *vmcb = (const void *)load64(vcpu + bpf_core_field_offset(struct vcpu_svm, vmcb));
	u32 code = load32(vmcb + bpf_core_field_offset(struct vmcb, control) +
			  bpf_core_field_offset(struct vmcb_control_area, exit_code));

	if (code < BPF_EXITS_LOW)
		return code;
	if (code == 0xffffffff)
		return BPF_EXITS_FAILED;
	code -= BPF_EXITS_NPF;
	return code < BPF_EXITS_NPFS ? BPF_EXITS_LOW + code : BPF_EXITS_UNKNOWN;
}

/* is_string: whether the vCPU's last exit, for I/O, was for an instruction on strings. KVM has
 * read what the hardware says of it when it knows the port. */
static __always_inline bool is_string(const void *vcpu)
{
	const void *at;

	if (!on_vmx) {
		at = (const void *)load64(vcpu + bpf_core_field_offset(struct vcpu_svm, vmcb));
		at += bpf_core_field_offset(struct vmcb, control);
		return load64(at + bpf_core_field_offset(struct vmcb_control_area, exit_info_1)) & 1 << 2;
	}
	if (bpf_core_field_exists(struct vcpu_vmx, exit_qualification))
		at = vcpu + bpf_core_field_offset(struct vcpu_vmx, exit_qualification);
	else
		at = vcpu + bpf_core_field_offset(struct vcpu_vmx___vt, vt) +
		     bpf_core_field_offset(struct vcpu_vt, exit_qualification);
	return load64(at) & 1 << 4;
}

/* is_halted: whether KVM waits for the vCPU, or would, where its thread sleeps */
static __always_inline bool is_halted(u64 vcpu)
{
	return load32((const void *)vcpu + bpf_core_field_offset(struct kvm_vcpu, arch.mp_state));
}

/* is_runnable: whether the thread could have run on, where it is scheduled out */
static __always_inline bool is_runnable(struct task_struct *task)
{
	if (!task->on_rq)
		return false;
	return !bpf_core_field_exists(struct sched_entity, sched_delayed) || !task->se.sched_delayed;
}

#endif
