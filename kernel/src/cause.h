/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: what is behind an exit: which MSR, which port, which leaf.
 *
 * Each vCPU has a table of fixed size, written by its thread and by nobody else,
 * under the seqcount of its state.  A key gets a place at its first exit, near
 * the one that its number is hashed to, and keeps it until a reset.  One that
 * finds none is not counted here: readers show what a reason has beyond its keys
 * as one row.
 */
#ifndef __KVM_VMEXIT_CAUSE_H
#define __KVM_VMEXIT_CAUSE_H

#include <linux/bits.h>
#include <linux/types.h>
#include <asm/kvm_vmexit.h>

/* Where the number is that says what is behind an exit. */
enum kvm_vmexit_key {
	KVM_VMEXIT_KEY_NONE,		/* nowhere */
	KVM_VMEXIT_KEY_REGISTER,	/* in a register of the guest */
	KVM_VMEXIT_KEY_INFO,		/* in what the processor says of the exit */
	KVM_VMEXIT_KEY_MSR,		/* SVM: in RCX; the processor says which way */
};

/* All that the exit path has to know of an exit code: 8 bytes. */
struct kvm_vmexit_code {
	u16 offset;		/* of its cell in a CPU's store */
	u8 key;			/* enum kvm_vmexit_key */
	u8 reg;			/* which register */
	u32 mask;		/* which bits of what the processor says */
};

/*
 * @tag is the exit code; with KVM_VMEXIT_KEY_MSR it is what the processor says, 0
 * or 1, which are no codes of exits that have a key.  A place that was never
 * taken is zero.
 */
struct kvm_vmexit_cause {
	u32 number;
	u32 tag;
	u64 exits;
	u64 kernel;		/* cycles of KVM's work on such exits */
} __aligned(32);

#define KVM_VMEXIT_CAUSES_SHIFT	9
#define KVM_VMEXIT_NR_CAUSES	BIT(KVM_VMEXIT_CAUSES_SHIFT)

/*
 * Those that are kept of what the processor says.  An access to a port: which, how
 * wide, which way, of a string, but not whether it is repeated.  To a control or
 * debug register: which, and how.
 */
#define KVM_VMEXIT_VMX_IO_BITS	0xffff001f
#define KVM_VMEXIT_VMX_CR_BITS	0x0000003f
#define KVM_VMEXIT_VMX_DR_BITS	0x00000017
#define KVM_VMEXIT_SVM_IO_BITS	0xffff0075
#define KVM_VMEXIT_SVM_MSR_BITS	0x00000001

struct kvm_vmexit_causes {
	struct kvm_vmexit_cause cause[KVM_VMEXIT_NR_CAUSES];
};

/*
 * Guests look for a hypervisor at each 256th leaf, a Linux guest at 257 of them when
 * it boots.  All but those that KVM and Hyper-V are found at are one key: a leaf's
 * number that nobody looks at.  A guest that asks for it is counted as looking, too.
 */
#define KVM_VMEXIT_LEAF_SCAN	0x4000ff01

/* The place where @number is looked for first, whatever a guest makes of it. */
static __always_inline u32 kvm_vmexit_cause_home(u32 number)
{
	const u32 hash = number * 0x9e3779b1u;

	return hash >> (32 - KVM_VMEXIT_CAUSES_SHIFT);
}

/* What a vCPU has that has no table: every place taken, by what is no key. */
extern const struct kvm_vmexit_causes kvm_vmexit_no_causes;

struct kvm_vmexit_causes *kvm_vmexit_causes_alloc(void);
void kvm_vmexit_causes_free(struct kvm_vmexit_causes *causes);
unsigned int kvm_vmexit_find_cause(struct kvm_vmexit_causes *causes, u32 number,
				   u32 tag);
void kvm_vmexit_causes_forget(struct kvm_vmexit_causes *causes,
			      unsigned int open);
void kvm_vmexit_set_key(struct kvm_vmexit_code *code, unsigned int isa, u32 nr);
u32 kvm_vmexit_cause_nr(unsigned int isa, u32 tag);
int kvm_vmexit_cause_text(char *text, size_t size, unsigned int isa, u32 number,
			  u32 tag);

#endif /* __KVM_VMEXIT_CAUSE_H */
