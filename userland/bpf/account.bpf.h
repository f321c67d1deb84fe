/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A vCPU's time, as kernel/src/record.h and phase.c have it: cut at each exit and each entry,
 * and what interrupts KVM's work in between moves the mark forward by its own length.
 */
#ifndef BPF_ACCOUNT_H
#define BPF_ACCOUNT_H

#define barrier() asm volatile("" ::: "memory")

/* What the vCPU's thread writes between the two is of one moment to a reader. */
static __always_inline void begin(struct bpf_exits_vcpu *place)
{
	place->seq++;
	barrier();
}

static __always_inline void end(struct bpf_exits_vcpu *place)
{
	barrier();
	place->seq++;
}

/* elapsed: never negative */
static __always_inline u64 elapsed(u64 since, u64 now)
{
	return now > since ? now - since : 0;
}

/* BOUNDED: an index below @n, 0 for any other; in a way that the compiler can not undo before
 * the kernel's verifier sees it */
#define BOUNDED(index, n) ({						\
	u64 bounded = (index);						\
	asm volatile("if %0 < %1 goto +1\n%0 = 0" : "+r"(bounded) : "i"(n));	\
	bounded;							\
})

/* slot_at, cell_at: of no reason, if there is no such */
static __always_inline struct bpf_exits_slot *slot_at(struct bpf_exits_vcpu *place, u32 slot)
{
	return &place->slots[BOUNDED(slot, BPF_EXITS_SLOTS)];
}

static __always_inline struct bpf_exits_cell *cell_at(struct bpf_exits_cpu *cpu, u32 slot)
{
	return &cpu->cells[BOUNDED(slot, BPF_EXITS_SLOTS)];
}

/* bucket_of: 0 to 2^9 cycles, then by the highest bit */
static __always_inline u32 bucket_of(u64 ns)
{
	u64 cycles = ns * cycles_per_ns >> BPF_EXITS_CYCLES_SHIFT;
	u32 bucket = 0, shift;

	if (ns >> 32 || cycles >> (BPF_EXITS_SHIFT + BPF_EXITS_BUCKETS - 1))
		return BPF_EXITS_BUCKETS - 1;
	cycles >>= BPF_EXITS_SHIFT;
#pragma unroll
	for (shift = 16; shift; shift /= 2)
		if (cycles >> shift) {
			cycles >>= shift;
			bucket += shift;
		}
	return bucket;
}

/* add: to a phase of the open exit */
static __always_inline void add(struct bpf_exits_vcpu *place, struct bpf_exits_cpu *cpu, u32 phase,
				u64 ns)
{
	phase = BOUNDED(phase, BPF_EXITS_PHASES);
	slot_at(place, place->open)->cell.phase[phase] += ns;
	cell_at(cpu, place->open)->phase[phase] += ns;
}

static __always_inline void end_phase(struct bpf_exits_vcpu *place, struct bpf_exits_cpu *cpu,
				      u64 now)
{
	u64 ns = elapsed(place->begun, now);

	add(place, cpu, place->phase, ns);
	place->mark += ns;
	place->phase = BPF_EXITS_AT_WORK;
}

/* close: the open exit's work for KVM is done */
static __always_inline void close(struct bpf_exits_vcpu *place, struct bpf_exits_cpu *cpu, u64 now)
{
	struct bpf_exits_slot *slot = slot_at(place, place->open);
	struct bpf_exits_cell *cell = cell_at(cpu, place->open);
	u64 ns = elapsed(place->mark, now);
	u32 cause = place->open_cause;

	slot->cell.kernel += ns;
	cell->kernel += ns;
	if (ns > slot->cell.max)
		slot->cell.max = ns;
	if (ns > cell->max)
		cell->max = ns;
	if (detail >= BPF_EXITS_FULL)
		slot->hist[BOUNDED(bucket_of(ns), BPF_EXITS_BUCKETS)]++;
	if (detail >= BPF_EXITS_WITH_CAUSES && cause)
		place->causes[BOUNDED(cause - 1, BPF_EXITS_CAUSES)].kernel += ns;
	place->open = BPF_EXITS_SLOT_NONE;
	place->mark = now;
}

/* come_back: the thread runs again */
static __always_inline void come_back(struct bpf_exits_vcpu *place, struct bpf_exits_cpu *cpu,
				      u64 delay, u64 now)
{
	u64 away = elapsed(place->out, now), steal = elapsed(place->out_delay, delay);

	if (place->out_runnable || steal > away)
		steal = away;
	add(place, cpu, BPF_EXITS_STEAL, steal);
	place->mark += steal;
	if (place->phase == BPF_EXITS_AT_WORK) {
		add(place, cpu, BPF_EXITS_BLOCKED, away - steal);
		place->mark += away - steal;
	} else {
		place->begun += steal;
	}
	place->out = 0;
}

#endif
