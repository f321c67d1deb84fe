/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What record.h, phase.c, reason.c, cause.c, late.c, tally.c, slowest.c and cpuid.c use of the kernel, for one thread in
 * user space: the TSC, the static keys and the number of CPUs are what a test says.
 * With SHIM_NATIVE, for the benchmark, they are what they are in the kernel: rdtsc, no
 * instruction, and a segment register to a thread's own memory; with SHIM_CAUSES, too, the
 * keys are those of detail=causes.
 */
#ifndef TESTS_UNIT_SHIM_H
#define TESTS_UNIT_SHIM_H

#include <linux/types.h>
#include <stdint.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s16 s16;
typedef __s32 s32;
typedef __s64 s64;

#define U16_MAX			((u16)~0)
#define S16_MAX			((s16)0x7fff)
#define U32_MAX			((u32)~0)
#define U64_MAX			((u64)~0)
#define NSEC_PER_MSEC		1000000L
#define CONFIG_KVM_EXIT_STATS	1
#define CONFIG_X86_64		1
#define DECLARE_BITMAP(name, bits) unsigned long name[((bits) + 63) / 64]
#define BIT(n)			(1UL << (n))
#define BIT_ULL(n)		(1ULL << (n))
#define GENMASK_ULL(high, low)	((~0ULL >> (63 - (high))) & (~0ULL << (low)))
#define PAGE_MASK		(~4095UL)
#define lower_32_bits(n)	((u32)(n))
#define upper_32_bits(n)	((u32)((n) >> 32))
#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))
#define BUILD_BUG_ON(condition)	_Static_assert(!(condition), #condition)
#define DIV_ROUND_UP(n, d)	(((n) + (d) - 1) / (d))
#define EXPORT_SYMBOL_FOR_KVM_INTERNAL(symbol) extern int exported_##symbol
#define KVM_VMEXIT_HAS_TASK_IS_RUNNABLE 1
#define WARN_ON_ONCE(condition)	({ if (condition) abort(); false; })
#define __aligned(n)		__attribute__((aligned(n)))
#define ____cacheline_aligned	__aligned(64)
#undef __always_inline
#define __always_inline		inline __attribute__((always_inline))
#define noinline		__attribute__((noinline))
#define __read_mostly
#define __percpu
#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define min_t(type, a, b)	((type)(a) < (type)(b) ? (type)(a) : (type)(b))
#define max_t(type, a, b)	((type)(a) > (type)(b) ? (type)(a) : (type)(b))
#define min(a, b)		((a) < (b) ? (a) : (b))
#define max(a, b)		((a) > (b) ? (a) : (b))
#define READ_ONCE(x)		(*(volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, value)	(*(volatile __typeof__(x) *)&(x) = (value))

static inline unsigned long __fls(unsigned long word)
{
	return 63 - __builtin_clzl(word);
}

static inline void strscpy(char *to, const char *from, size_t size)
{
	snprintf(to, size, "%s", from);
}

static inline const char *str_read_write(bool read)
{
	return read ? "read" : "write";
}

/* linux/nospec.h: 0 for what is out of bounds, as the kernel's mask makes it. */
#define array_index_nospec(index, size)	((index) < (size) ? (index) : 0)

/* linux/list.h */
struct list_head {
	struct list_head *next, *prev;
};

#define INIT_LIST_HEAD(head)	((head)->next = (head)->prev = (head))

static inline void list_add_tail(struct list_head *node, struct list_head *head)
{
	node->prev = head->prev;
	node->next = head;
	head->prev->next = node;
	head->prev = node;
}

#define container_of(ptr, type, member)	((type *)((char *)(ptr) - offsetof(type, member)))
#define list_for_each_entry_lockless(pos, head, member)					\
	for (pos = container_of((head)->next, __typeof__(*pos), member);		\
	     &pos->member != (head);							\
	     pos = container_of(pos->member.next, __typeof__(*pos), member))

/* linux/kref.h */
struct kref {
	int count;
};

static inline void kref_init(struct kref *ref)
{
	ref->count = 1;
}

static inline void kref_get(struct kref *ref)
{
	ref->count++;
}

static inline void kref_put(struct kref *ref, void (*release)(struct kref *ref))
{
	if (!--ref->count)
		release(ref);
}

/* linux/sort.h */
static inline void sort(void *base, size_t n, size_t size,
			int (*order)(const void *a, const void *b), void *unused)
{
	qsort(base, n, size, order);
}

/* linux/spinlock.h */
typedef struct {
	bool held;
} raw_spinlock_t;

static inline void raw_spin_lock(raw_spinlock_t *lock)
{
	if (lock->held)
		abort();
	lock->held = true;
}

static inline void raw_spin_unlock(raw_spinlock_t *lock)
{
	if (!lock->held)
		abort();
	lock->held = false;
}

/* linux/gfp.h */
typedef unsigned int gfp_t;
#define GFP_KERNEL			0
#define GFP_KERNEL_ACCOUNT		0

/* linux/slab.h: a test says whether there is memory */
extern bool no_memory;
/* What is as long as some cache lines begins with one. */
static inline void *zeroed_lines(size_t size)
{
	const size_t lines = (size + 63) & ~(size_t)63;
	void *memory = aligned_alloc(64, lines);

	return memory ? memset(memory, 0, lines) : NULL;
}

#define kzalloc(size, gfp)		(no_memory ? NULL : calloc(1, size))
#define kvzalloc(size, gfp)		zeroed_lines(size)
#define kvmalloc_array(n, size, gfp)	(no_memory ? NULL : calloc(n, size))
#define kfree(pointer)			free(pointer)
#define kvfree(pointer)			free(pointer)

struct dentry;

/* linux/moduleparam.h */
struct kernel_param;

struct kernel_param_ops {
	int (*set)(const char *val, const struct kernel_param *kp);
	int (*get)(char *buffer, const struct kernel_param *kp);
};

#define __MODULE_PARM_TYPE(name, type)		extern int parameter_type_##name
#define module_param_cb(name, ops, arg, perm)	extern int parameter_##name
#define MODULE_PARM_DESC(name, text)		extern int parameter_##name
int param_set_uint_minmax(const char *val, const struct kernel_param *kp, unsigned int min,
			  unsigned int max);
int param_get_uint(char *buffer, const struct kernel_param *kp);

/* linux/compiler.h */
#define OPTIMIZER_HIDE_VAR(var)	__asm__ ("" : "=r" (var) : "0" (var))

/* linux/seqlock.h: odd while the one writer writes. */
typedef struct {
	unsigned int sequence;
} seqcount_t;

#define barrier()	__asm__ volatile ("" : : : "memory")

#ifdef SHIM_NATIVE
static inline void raw_write_seqcount_begin(seqcount_t *seq)
{
	seq->sequence++;
	barrier();
}

static inline void raw_write_seqcount_end(seqcount_t *seq)
{
	barrier();
	seq->sequence++;
}
#else
static inline void raw_write_seqcount_begin(seqcount_t *seq)
{
	if (seq->sequence++ & 1)
		abort();
}

static inline void raw_write_seqcount_end(seqcount_t *seq)
{
	if (!(seq->sequence++ & 1))
		abort();
}
#endif

/* linux/percpu.h: of this one CPU, or of as many as a test has. */
extern int cpus;
#define PCPU_MIN_UNIT_SIZE		(32 << 10)
#define for_each_possible_cpu(cpu)	for ((cpu) = 0; (cpu) < cpus; (cpu)++)
#define per_cpu_ptr(ptr, cpu)		((ptr) + (cpu) * KVM_VMEXIT_MAX_SLOTS)
#ifdef SHIM_NATIVE
#define own_cpu(x)		(*(__seg_fs __typeof__(x) *)(uintptr_t)&(x))
#else
#define own_cpu(x)		(x)
#endif
#define this_cpu_inc(x)		(own_cpu(x)++)
#define this_cpu_add(x, n)	(own_cpu(x) += (n))
#define this_cpu_read(x)	own_cpu(x)
#define this_cpu_write(x, n)	(own_cpu(x) = (n))

/* linux/jump_label.h */
struct static_key_true {
	bool on;
};

#define DECLARE_STATIC_KEY_TRUE(name)	extern struct static_key_true name
#define DECLARE_STATIC_KEY_FALSE(name)	extern struct static_key_true name
#if defined(SHIM_CAUSES)
#define static_branch_likely(key)	(strcmp(#key, "&kvm_vmexit_enabled") && \
					 strcmp(#key, "&kvm_vmexit_closing"))
#define static_branch_unlikely(key)	1
#elif defined(SHIM_NATIVE)
#define static_branch_likely(key)	1
#define static_branch_unlikely(key)	0
#else
#define static_branch_likely(key)	((key)->on)
#define static_branch_unlikely(key)	((key)->on)
#endif

#define preempt_disable()		((void)0)
#define preempt_enable()		((void)0)
#define cond_resched()			((void)0)
#define synchronize_rcu()		((void)0)
#define smp_mb()			((void)0)
#define smp_rmb()			((void)0)
#define smp_wmb()			((void)0)

/* linux/math64.h */
static inline u64 mul_u64_u32_div(u64 a, u32 mul, u32 divisor)
{
	return (unsigned __int128)a * mul / divisor;
}

/* linux/sched.h, linux/sched/clock.h: what a test says of the one thread */
struct sched_info {
	unsigned long long run_delay, last_queued;
};

struct task_struct {
	struct sched_info sched_info;
	bool runnable;
};

extern struct task_struct thread;
extern u64 clock_ns;
#define current				(&thread)
#define task_is_runnable(task)		((task)->runnable)
#define local_clock()			(clock_ns)

u32 get_random_u32_above(u32 floor);

/* linux/smp.h, linux/timekeeping.h: what a test says of the CPU and the clock */
#define smp_processor_id()		(0)
#define ktime_get_real_fast_ns()	(1700000000000000000 + clock_ns)
#define read_seqcount_begin(seq)	((seq)->sequence)
#define read_seqcount_retry(seq, begin)	((seq)->sequence != (begin))

extern unsigned int tsc_khz;
#ifdef SHIM_NATIVE
#define rdtsc()				__builtin_ia32_rdtsc()
#else
extern u64 tsc;
#define rdtsc()				(tsc)
#endif

/* linux/kvm_host.h and its kin */
#include <asm/kvm_vmexit.h>

struct kvm_vmexit_vm;

struct kvm {
	struct {
		struct kvm_vmexit_vm *vmexit;
	} arch;
};

enum {
	VCPU_REGS_RAX,
	VCPU_REGS_RCX,
	VCPU_REGS_RIP,
	VCPU_REGS_NR,
};

struct kvm_vcpu {
	struct kvm *kvm;
	struct {
		struct kvm_vmexit_state vmexit;
		unsigned long regs[VCPU_REGS_NR];
		bool guest_state_protected;
		u64 efer;
	} arch;
	bool guest_mode, hyperv;
};

#define EFER_LMA			0x400
#define kvm_hv_hypercall_enabled(vcpu)	((vcpu)->hyperv)

/* mmu/mmu_internal.h and its kin: what is looked at of a memory fault */
#define PG_LEVEL_1G			3
#define KVM_USER_MEM_SLOTS		100
#define KVM_MEM_READONLY		2
#define is_error_noslot_pfn(pfn)	((pfn) >> 52)

enum {
	RET_PF_CONTINUE,
	RET_PF_RETRY,
	RET_PF_EMULATE,
	RET_PF_WRITE_PROTECTED,
	RET_PF_INVALID,
	RET_PF_FIXED,
	RET_PF_SPURIOUS,
};

struct kvm_memory_slot {
	int id;
	u32 flags;
};

struct kvm_page_fault {
	bool prefetch, exec, write;
	u8 goal_level;
	u64 pfn;
	const struct kvm_memory_slot *slot;
};

#define is_guest_mode(vcpu)	((vcpu)->guest_mode)

/* KVM's; a CPL is what a test says. */
extern int cpl;
#define kvm_rip_read(vcpu)	((vcpu)->arch.regs[VCPU_REGS_RIP])
#define kvm_x86_call(name)	kvm_x86_##name
#define kvm_x86_get_cpl(vcpu)	(cpl)

struct trace_print_flags {
	unsigned long mask;
	const char *name;
};

#define KVM_ISA_VMX	1
#define KVM_ISA_SVM	2

#endif /* TESTS_UNIT_SHIM_H */
