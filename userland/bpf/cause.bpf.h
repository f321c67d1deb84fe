/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is behind the exit that is open, as kernel/src/cause.c has it: a table of each vCPU's
 * own, a place near the one that a number is hashed to. The first tracepoint after an exit
 * says what it was; others, as of a string of accesses, are of the same exit.
 */
#ifndef BPF_CAUSE_H
#define BPF_CAUSE_H

#define NEIGHBOURS 16

/* cause_at: the table's entry for the key, taken if it is free; 1 + its number, or 0 */
static __always_inline u32 cause_at(struct bpf_exits_vcpu *place, u32 kind, u32 number)
{
	const u32 home = number * 0x9e3779b1U >> (32 - BPF_EXITS_CAUSES_SHIFT);
	struct bpf_exits_cause *cause;
	u32 i, nr;

	for (i = 0; i <= NEIGHBOURS; i++) {
		nr = (home + i) % BPF_EXITS_CAUSES;
		cause = &place->causes[BOUNDED(nr, BPF_EXITS_CAUSES)];
		if (!cause->exits) {
			cause->number = number;
			cause->kind = kind;
			cause->slot = place->open;
			return 1 + nr;
		}
		if (cause->number == number && cause->kind == kind && cause->slot == place->open)
			return 1 + nr;
	}
	return 0;
}

/* open_place: of the vCPU that this thread runs, if it has an open exit without a cause */
static __always_inline struct bpf_exits_vcpu *open_place(void)
{
	struct bpf_exits_cpu *cpu = this_cpu();
	struct bpf_exits_vcpu *place;
	u32 nr;

	if (!cpu)
		return NULL;
	nr = cpu->place;
	place = bpf_map_lookup_elem(&places, &nr);
	if (!place || !place->open || place->open_cause || place->task != bpf_get_current_task())
		return NULL;
	return place;
}

/* is_open: whether it is an exit of this code, of either vendor */
static __always_inline bool is_open(const struct bpf_exits_vcpu *place, u32 vmx, u32 svm)
{
	return place && place->open == slot_of[on_vmx ? vmx : svm];
}

/* caused: the open exit, if there is one, has this cause */
static __always_inline int caused(struct bpf_exits_vcpu *place, u32 kind, u32 number)
{
	u32 cause;

	if (!place)
		return 0;
	cause = cause_at(place, kind, number);
	if (!cause)
		return 0;
	begin(place);
	place->causes[BOUNDED(cause - 1, BPF_EXITS_CAUSES)].exits++;
	place->open_cause = cause;
	end(place);
	return 0;
}

#endif
