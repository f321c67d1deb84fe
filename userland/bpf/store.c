// SPDX-License-Identifier: GPL-2.0-only
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "clocks.h"
#include "exits.skel.h"
#include "store.h"

/* Keys that are kept of what has ended. */
#define KEPT_OF_VM	256
#define KEPT		4096

struct bpf_exits_vcpu *bpf_exits_place(const struct bpf_exits *exits, unsigned int nr)
{
	return (struct bpf_exits_vcpu *)(exits->places + nr * exits->place_bytes);
}

static unsigned long long once(const unsigned long long *word)
{
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

bool bpf_exits_is_used(const struct bpf_exits_vcpu *place)
{
	return once(&place->vcpu) || once(&place->ended);
}

static unsigned long long cycles(const struct bpf_exits *exits, unsigned long long ns)
{
	return (unsigned __int128)ns * exits->tsc_khz / 1000000;
}

static void to_cycles(const struct bpf_exits *exits, struct bpf_exits_cell *cell)
{
	cell->guest = cycles(exits, cell->guest);
	cell->kernel = cycles(exits, cell->kernel);
	for (unsigned int i = 0; i < BPF_EXITS_PHASES; i++)
		cell->phase[i] = cycles(exits, cell->phase[i]);
	cell->max = cycles(exits, cell->max);
}

static unsigned long long elapsed(unsigned long long since, unsigned long long now)
{
	return now > since ? now - since : 0;
}

/* progress: what has been going on since the last write to a slot. How long a thread that
 * had nothing to do has been waiting for a CPU meanwhile is seen when it has one. */
static void progress(const struct bpf_exits_vcpu *at, struct bpf_exits_cell *open,
		     unsigned long long *running, unsigned long long now)
{
	unsigned long long out = at->out, steal = out && at->out_runnable ? elapsed(out, now) : 0;

	if (!at->mark)
		return;
	if (!at->open) {
		*running = elapsed(at->mark, now);
		return;
	}
	open->phase[BPF_EXITS_STEAL] += steal;
	if (at->phase < BPF_EXITS_PHASES) {
		open->kernel += elapsed(at->mark, at->begun);
		open->phase[at->phase] += elapsed(at->begun + steal, now);
	} else {
		open->kernel += elapsed(at->mark, out ? out : now);
		if (out)
			open->phase[BPF_EXITS_BLOCKED] += elapsed(out + steal, now);
	}
}

/* copy: part of a place, and what stands before its slots, of one moment: unless its thread
 * is interrupted for long while it writes. Returns the moment. */
static unsigned long long copy(const struct bpf_exits_vcpu *place, struct bpf_exits_vcpu *head,
			       void *to, const void *from, size_t size)
{
	unsigned long long seq, now;
	int tries = 1000;

	do {
		seq = once(&place->seq);
		now = bpf_clock_ns(CLOCK_MONOTONIC);
		memcpy(head, place, offsetof(struct bpf_exits_vcpu, slots));
		memcpy(to, from, size);
		__atomic_thread_fence(__ATOMIC_ACQUIRE);
	} while (tries-- && ((seq & 1) || once(&place->seq) != seq));
	return now;
}

/* The open exit's slot has what is in progress. */
static void copy_slot(const struct bpf_exits_vcpu *place, unsigned int slot,
		      struct bpf_exits_vcpu *head, struct bpf_sum *sum)
{
	struct bpf_exits_slot *to = &sum->slots[slot];
	unsigned long long now = copy(place, head, to, &place->slots[slot], sizeof(*to));

	if (head->open == slot)
		progress(head, &to->cell, &sum->running, now);
}

/* And so has its cause. */
static void copy_causes(const struct bpf_exits *exits, const struct bpf_exits_vcpu *place,
			struct bpf_exits_vcpu *head, struct bpf_sum *sum)
{
	struct bpf_exits_cause *causes = head->causes, *cause;
	unsigned long long now, unused;
	struct bpf_exits_cell open = {};

	now = copy(place, head, causes, place->causes, sizeof(place->causes));
	progress(head, &open, &unused, now);
	for (unsigned int i = 0; i < BPF_EXITS_CAUSES; i++) {
		cause = &causes[i];
		if (!cause->exits)
			continue;
		if (head->open && head->open_cause == i + 1)
			cause->kernel += open.kernel;
		cause->kernel = cycles(exits, cause->kernel);
		bpf_sum_add_cause(sum, cause);
	}
}

void bpf_exits_name(const struct bpf_exits_vcpu *place, char name[BPF_NAME])
{
	if (place->name[0])
		snprintf(name, BPF_NAME, "%.31s", place->name);
	else	/* no debugfs: the kernel has no name for it */
		snprintf(name, BPF_NAME, "%d-vm%llu", place->pid, place->vm);
}

void bpf_exits_read_vcpu(const struct bpf_exits *exits, const struct bpf_exits_vcpu *place,
			 struct bpf_sum *sum)
{
	static struct bpf_exits_vcpu head;	/* under the lock */

	bpf_sum_clear(sum);
	/* The causes first: each is an exit that has been counted before it. */
	copy_causes(exits, place, &head, sum);
	for (unsigned int i = 0; i < exits->reasons.used; i++) {
		copy_slot(place, i, &head, sum);
		to_cycles(exits, &sum->slots[i].cell);
	}
	memset(&sum->slots[BPF_EXITS_SLOT_NONE], 0, sizeof(sum->slots[BPF_EXITS_SLOT_NONE]));
	sum->running = cycles(exits, sum->running);
	bpf_exits_name(place, sum->name);
	sum->since = bpf_names_has(&exits->before, sum->name) ? exits->since : place->since;
}

unsigned long long bpf_exits_since(const struct bpf_exits *exits,
				   const struct bpf_exits_vcpu *place, const char *name)
{
	return bpf_names_has(&exits->before, name) ? exits->since : place->vm_since;
}

bool bpf_exits_read_cpus(const struct bpf_exits *exits, struct bpf_exits_cpu *cpus)
{
	unsigned int zero = 0;
	int n = libbpf_num_possible_cpus();

	if (bpf_map_lookup_elem(bpf_map__fd(exits->skeleton->maps.cpus), &zero, cpus))
		return false;
	for (int cpu = 0; cpu < n; cpu++)
		for (unsigned int i = 0; i < exits->reasons.used; i++)
			to_cycles(exits, &cpus[cpu].cells[i]);
	return true;
}

void bpf_exits_read_older(const struct bpf_exits *exits, struct bpf_sum *sum)
{
	int n = libbpf_num_possible_cpus();
	struct bpf_exits_cpu *cpus = calloc(n, sizeof(*cpus));

	bpf_sum_clear(sum);
	bpf_sum_add(sum, exits->older);
	if (cpus && bpf_exits_read_cpus(exits, cpus))
		for (int cpu = 0; cpu < n; cpu++)
			for (unsigned int i = 0; i < BPF_EXITS_SLOTS; i++)
				sum->slots[i].cell.exits += cpus[cpu].beyond[i];
	free(cpus);
	sum->since = exits->since;
}

/* has_lived: whether no vCPU of the VM is left */
static bool has_lived(const struct bpf_exits *exits, unsigned long long vm)
{
	const struct bpf_exits_vcpu *place;

	for (unsigned int nr = 1; nr < exits->nr_places; nr++) {
		place = bpf_exits_place(exits, nr);
		if (once(&place->vcpu) && place->vm == vm)
			return false;
	}
	return true;
}

static void free_place(struct bpf_exits *exits, unsigned int nr)
{
	memset(bpf_exits_place(exits, nr), 0, sizeof(struct bpf_exits_vcpu));
	bpf_map_update_elem(bpf_map__fd(exits->skeleton->maps.free_places), NULL, &nr, BPF_ANY);
}

/* add_departed: the oldest makes room; without memory the VM joins those before them */
static void add_departed(struct bpf_exits *exits, struct bpf_sum *sum)
{
	if (exits->nr_departed == BPF_EXITS_DEPARTED) {
		bpf_sum_add(exits->older, exits->departed[0]);
		bpf_sum_fold(exits->older, KEPT);
		bpf_sum_free(exits->departed[0]);
		exits->nr_departed--;
		memmove(exits->departed, exits->departed + 1,
			exits->nr_departed * sizeof(exits->departed[0]));
	}
	exits->departed[exits->nr_departed++] = sum;
}

/* depart: the VM of place @nr, and all its other places */
static void depart(struct bpf_exits *exits, unsigned int nr, struct bpf_sum *vcpu)
{
	struct bpf_exits_vcpu *place = bpf_exits_place(exits, nr);
	struct bpf_sum *sum = calloc(1, sizeof(*sum));
	unsigned long long vm = place->vm;

	for (; nr < exits->nr_places; nr++) {
		place = bpf_exits_place(exits, nr);
		if (!once(&place->ended) || place->vm != vm)
			continue;
		bpf_exits_read_vcpu(exits, place, vcpu);
		bpf_sum_add(sum ? sum : exits->older, vcpu);
		if (sum) {
			memcpy(sum->name, vcpu->name, sizeof(sum->name));
			sum->since = bpf_exits_since(exits, place, sum->name);
			if (place->ended > sum->ended)
				sum->ended = place->ended;
		}
		free_place(exits, nr);
	}
	if (!sum)
		return;
	bpf_names_drop(&exits->before, sum->name);
	bpf_sum_fold(sum, KEPT_OF_VM);
	add_departed(exits, sum);
}

void bpf_exits_fold(struct bpf_exits *exits)
{
	struct bpf_sum *vcpu = NULL;
	struct bpf_exits_vcpu *place;

	for (unsigned int nr = 1; nr < exits->nr_places; nr++) {
		place = bpf_exits_place(exits, nr);
		if (!once(&place->ended) || once(&place->vcpu) || !has_lived(exits, place->vm))
			continue;
		vcpu = vcpu ? vcpu : calloc(1, sizeof(*vcpu));
		if (vcpu)
			depart(exits, nr, vcpu);
	}
	bpf_sum_free(vcpu);
}
