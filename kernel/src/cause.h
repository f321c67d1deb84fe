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

/* What a number is that says what is behind an exit. */
enum kvm_vmexit_cause_kind {
	KVM_VMEXIT_CAUSE_OPEN,		/* not known yet */
	KVM_VMEXIT_CAUSE_CPUID,
	KVM_VMEXIT_CAUSE_RDMSR,
	KVM_VMEXIT_CAUSE_WRMSR,		/* next to it: the path adds the direction */
	KVM_VMEXIT_CAUSE_VMX_IO,	/* as the vendor says it */
	KVM_VMEXIT_CAUSE_SVM_IO,
	KVM_VMEXIT_CAUSE_CR,
	KVM_VMEXIT_CAUSE_DR,
	KVM_VMEXIT_CAUSE_HYPERCALL,
	KVM_VMEXIT_CAUSE_HYPERV,	/* a hypercall of Hyper-V's */
	KVM_VMEXIT_CAUSE_MMIO,		/* an address: the page */
	KVM_VMEXIT_CAUSE_DOORBELL,	/* an address: the ioeventfd's */
	KVM_VMEXIT_CAUSE_FAULT,		/* KVM_VMEXIT_FAULT() */
	KVM_VMEXIT_CAUSE_EXCEPTION,	/* the vector */
	KVM_VMEXIT_CAUSE_INTERRUPT,	/* the vector */
	KVM_VMEXIT_CAUSE_APIC,		/* a register of the local APIC, and how */
	KVM_VMEXIT_CAUSE_APIC_WRITE,	/* the same, written */
	KVM_VMEXIT_CAUSE_EOI,		/* the vector whose end was said */
	KVM_VMEXIT_CAUSE_IPI,		/* SVM: why the processor did not send it */
	KVM_VMEXIT_CAUSE_VMGEXIT,	/* what an encrypted guest states of itself */
	KVM_VMEXIT_CAUSE_GHCB_MSR,	/* the same, before it has a page for it */
	KVM_VMEXIT_CAUSE_TDVMCALL,	/* what a TD asks for */
};

/*
 * A key: a number, an exit reason's slot, a kind.  An address has 52 bits: those
 * beyond 32 stand above the kind.
 */
#define KVM_VMEXIT_CAUSE_SLOT_SHIFT	32
#define KVM_VMEXIT_CAUSE_KIND_SHIFT	39
#define KVM_VMEXIT_CAUSE_HIGH_SHIFT	44

#define KVM_VMEXIT_CAUSE_KIND(kind) \
	((u64)(kind) << KVM_VMEXIT_CAUSE_KIND_SHIFT)

static inline u64 kvm_vmexit_cause_address(enum kvm_vmexit_cause_kind kind,
					   u64 address)
{
	return KVM_VMEXIT_CAUSE_KIND(kind) | (u32)address |
	       address >> 32 << KVM_VMEXIT_CAUSE_HIGH_SHIFT;
}

static inline unsigned int kvm_vmexit_cause_slot(u64 key)
{
	return key >> KVM_VMEXIT_CAUSE_SLOT_SHIFT &
	       (BIT(KVM_VMEXIT_CAUSE_KIND_SHIFT -
		    KVM_VMEXIT_CAUSE_SLOT_SHIFT) - 1);
}

static inline enum kvm_vmexit_cause_kind kvm_vmexit_cause_kind(u64 key)
{
	return key >> KVM_VMEXIT_CAUSE_KIND_SHIFT &
	       (BIT(KVM_VMEXIT_CAUSE_HIGH_SHIFT -
		    KVM_VMEXIT_CAUSE_KIND_SHIFT) - 1);
}

/* A memory fault: which access, and what became of it. */
enum kvm_vmexit_access {
	KVM_VMEXIT_READ,
	KVM_VMEXIT_WRITE,
	KVM_VMEXIT_EXEC,
};

enum kvm_vmexit_fault {
	KVM_VMEXIT_FAULT_4K = 1,	/* a mapping was made: PG_LEVEL_4K */
	KVM_VMEXIT_FAULT_2M,
	KVM_VMEXIT_FAULT_1G,
	KVM_VMEXIT_FAULT_FAST,		/* one that was there was made good */
	KVM_VMEXIT_FAULT_SPURIOUS,	/* another vCPU was faster */
	KVM_VMEXIT_FAULT_RETRY,		/* not now: the guest does it again */
	KVM_VMEXIT_FAULT_PROTECTED,	/* a page whose writes KVM watches */
	KVM_VMEXIT_FAULT_GUEST,		/* of the guest's own tables for its guest */
	KVM_VMEXIT_FAULT_ERROR,		/* told to userspace */
};

#define KVM_VMEXIT_FAULT(access, fault) ((access) | (fault) << 4)

/*
 * Where the number is: what is asked for most is told from the rest by comparing once
 * with 0.  Those up to AVIC need what the processor says of the exit, those after it up
 * to IPI what it says besides.
 */
enum kvm_vmexit_source {
	KVM_VMEXIT_FROM_MSR = -1,	/* SVM: in RCX; the processor says which way */
	KVM_VMEXIT_FROM_NOWHERE,	/* nothing is behind it */
	KVM_VMEXIT_FROM_REGISTER,	/* in VCPU_REGS_RAX; those after it follow */
	KVM_VMEXIT_FROM_INFO =		/* in what the processor says of the exit */
		KVM_VMEXIT_FROM_REGISTER + 16,
	KVM_VMEXIT_FROM_APIC,		/* VMX: the same, in its low half only */
	KVM_VMEXIT_FROM_AVIC,		/* SVM: EXITINFO1 */
	KVM_VMEXIT_FROM_INTR,		/* VMX: the interruption information */
	KVM_VMEXIT_FROM_IPI,		/* SVM: EXITINFO2 */
	KVM_VMEXIT_FROM_LATE,		/* KVM knows it when it has handled the exit */
	KVM_VMEXIT_FROM_HYPERCALL,	/* in RAX, or with Hyper-V in RCX */
	KVM_VMEXIT_FROM_TD,		/* VMX: only a TD has any */
};

/*
 * All that the exit path has to know of an exit code: one word.  What a vCPU's table has
 * of a key is this word and the number, by XOR: to take the word apart would need a load
 * and two instructions more.  kvm_vmexit_cause_key() makes a key of it.
 */
struct kvm_vmexit_code {
	union {
		struct {
			u16 offset;	/* of its cell in a CPU's store */
			s16 mask;	/* which bits of what the processor says,
					 * the sign's are those of the high half
					 */
			u16 slot_and_kind;
			s16 source;	/* enum kvm_vmexit_source */
		};
		u64 word;
	};
};

/* A place that was never taken is zero. */
struct kvm_vmexit_cause {
	u64 word;		/* struct kvm_vmexit_code's, XOR the number */
	u64 exits;
	u64 kernel;		/* cycles of KVM's work on such exits */
	u64 nobodys;		/* KVM_VMEXIT_PLACE_NONE */
};

#define KVM_VMEXIT_CAUSES_SHIFT	9
#define KVM_VMEXIT_NR_CAUSES	BIT(KVM_VMEXIT_CAUSES_SHIFT)

/*
 * Those that are kept of what the processor says.  An access to a port: which, how
 * wide, which way, of a string, but not whether it is repeated.  To a control or
 * debug register: which, and how.  Of one to the local APIC: which register, and
 * read or written.
 */
#define KVM_VMEXIT_VMX_IO_BITS	0xffff001f
#define KVM_VMEXIT_VMX_CR_BITS	0x0000003f
#define KVM_VMEXIT_VMX_DR_BITS	0x00000017
#define KVM_VMEXIT_VMX_APIC_BITS	0x0000fff0
#define KVM_VMEXIT_VECTOR_BITS	0x000000ff
#define KVM_VMEXIT_SVM_IO_BITS	0xffff0075

struct kvm_vmexit_causes {
	struct kvm_vmexit_cause cause[KVM_VMEXIT_NR_CAUSES];
};

/*
 * Guests look for a hypervisor at each 256th leaf, a Linux guest at 257 of them when
 * it boots.  All but those that KVM and Hyper-V are found at are one key: a leaf's
 * number that nobody looks at.  A guest that asks for it is counted as looking, too.
 */
#define KVM_VMEXIT_LEAF_SCAN	0x4000ff01

/*
 * What a vCPU's state says of the open exit instead of a place: nothing is behind
 * it, or it has none; it is not known yet; the same, and a reset has forgotten the
 * exit.  While none is open it is the first of them.
 *
 * There, too, an entry adds what the exit has taken, without asking: where a place has
 * ->kernel these have what is nobody's, of the first places.
 */
#define KVM_VMEXIT_PLACE_NONE		(sizeof(u64))
#define KVM_VMEXIT_PLACE_LATER		(sizeof(u64) + sizeof(struct kvm_vmexit_cause))
#define KVM_VMEXIT_PLACE_LATER_FORGOTTEN \
	(sizeof(u64) + 2 * sizeof(struct kvm_vmexit_cause))

static inline bool kvm_vmexit_is_place(u16 place)
{
	return !(place % sizeof(struct kvm_vmexit_cause));
}

static inline bool kvm_vmexit_is_later(u16 place)
{
	return place == KVM_VMEXIT_PLACE_LATER ||
	       place == KVM_VMEXIT_PLACE_LATER_FORGOTTEN;
}

/* The offset of the place where @word is looked for first. */
static __always_inline unsigned long kvm_vmexit_cause_home(u64 word)
{
	const u32 last = (KVM_VMEXIT_NR_CAUSES - 1) *
			 sizeof(struct kvm_vmexit_cause);
	const u32 hash = (u32)word * 0x9e3779b1u;

	return hash >> (32 - KVM_VMEXIT_CAUSES_SHIFT - 5) & last;
}

static __always_inline struct kvm_vmexit_cause *
kvm_vmexit_cause_at(struct kvm_vmexit_causes *causes, unsigned long place)
{
	return (void *)causes + place;
}

/* By slot, as in the table by exit code; of all slots that a key may be of. */
#define KVM_VMEXIT_CAUSE_SLOTS \
	BIT(KVM_VMEXIT_CAUSE_KIND_SHIFT - KVM_VMEXIT_CAUSE_SLOT_SHIFT)

extern struct kvm_vmexit_code kvm_vmexit_slot_codes[KVM_VMEXIT_CAUSE_SLOTS];

/* What a vCPU has that has no table: every place taken, by what is no key. */
extern struct kvm_vmexit_causes kvm_vmexit_no_causes;

/* What the TDX module says of a TD's exit; of a call, the guest's registers. */
struct kvm_vmexit_tdcall {
	u32 nr;			/* the exit reason that KVM makes of it */
	u64 intr_info;
	u64 type;		/* 0, or it is a hypercall of this number */
	u64 leaf;		/* of a TDVMCALL that is no exit reason */
	u64 a, b, c;		/* its arguments: R12, R13, R14 */
};

u64 kvm_vmexit_ghcb_key(u64 nr, u64 info, u64 rax, u64 rcx);
u64 kvm_vmexit_tdcall_key(const struct kvm_vmexit_tdcall *call);

struct kvm_vcpu;

void kvm_vmexit_add_elsewhere(struct kvm_vcpu *vcpu, u64 word);
struct kvm_vmexit_causes *kvm_vmexit_causes_alloc(gfp_t gfp);
void kvm_vmexit_causes_free(struct kvm_vmexit_causes *causes);
u16 kvm_vmexit_find_cause(struct kvm_vmexit_causes *causes, u64 word);
u64 kvm_vmexit_cause_key(u64 word);
void kvm_vmexit_causes_forget(struct kvm_vmexit_causes *causes, u16 open);
void kvm_vmexit_set_code(struct kvm_vmexit_code *code, unsigned int isa, u32 nr);
/*
 * A register of the local APIC as VMX says it: 0 it was read, 1 written, else the
 * processor fetched an instruction or delivered an event.
 */
#define KVM_VMEXIT_APIC_ACCESS(number)	((number) >> 12)
#define KVM_VMEXIT_APIC_WRITE		BIT(12)
#define KVM_VMEXIT_APIC_REGISTER	0xff0

u64 kvm_vmexit_other_word(struct kvm_vcpu *vcpu, const struct kvm_vmexit_code *code,
			  u64 info);
int kvm_vmexit_cause_text(char *text, size_t size, u64 key);

#endif /* __KVM_VMEXIT_CAUSE_H */
