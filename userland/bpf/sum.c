// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>
#include "sum.h"

void bpf_sum_clear(struct bpf_sum *sum)
{
	struct bpf_exits_cause *causes = sum->causes;
	size_t room = sum->room;

	memset(sum, 0, sizeof(*sum));
	sum->causes = causes;
	sum->room = room;
}

void bpf_sum_free(struct bpf_sum *sum)
{
	if (!sum)
		return;
	free(sum->causes);
	free(sum);
}

void bpf_sum_add_cause(struct bpf_sum *sum, const struct bpf_exits_cause *cause)
{
	struct bpf_exits_cause *grown;

	if (sum->nr_causes == sum->room) {
		grown = reallocarray(sum->causes, sum->room * 2 + 64, sizeof(*grown));
		if (!grown)
			return;
		sum->causes = grown;
		sum->room = sum->room * 2 + 64;
	}
	sum->causes[sum->nr_causes++] = *cause;
	sum->folded = false;
}

static void add_slot(struct bpf_exits_slot *sum, const struct bpf_exits_slot *part)
{
	sum->cell.exits += part->cell.exits;
	sum->cell.guest += part->cell.guest;
	sum->cell.kernel += part->cell.kernel;
	for (unsigned int i = 0; i < BPF_EXITS_PHASES; i++)
		sum->cell.phase[i] += part->cell.phase[i];
	if (part->cell.max > sum->cell.max)
		sum->cell.max = part->cell.max;
	sum->cell.to_user += part->cell.to_user;
	for (unsigned int i = 0; i < BPF_EXITS_BUCKETS; i++)
		sum->hist[i] += part->hist[i];
}

void bpf_sum_add(struct bpf_sum *sum, const struct bpf_sum *part)
{
	sum->running += part->running;
	for (unsigned int i = 0; i < BPF_EXITS_SLOTS; i++)
		add_slot(&sum->slots[i], &part->slots[i]);
	for (size_t i = 0; i < part->nr_causes; i++)
		bpf_sum_add_cause(sum, &part->causes[i]);
}

static int by_number(const void *a, const void *b)
{
	const struct bpf_exits_cause *x = a, *y = b;

	if (x->slot != y->slot)
		return x->slot < y->slot ? -1 : 1;
	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return x->number < y->number ? -1 : x->number > y->number;
}

static int by_exits(const void *a, const void *b)
{
	const struct bpf_exits_cause *x = a, *y = b;

	return x->exits > y->exits ? -1 : x->exits < y->exits;
}

static void sort(struct bpf_sum *sum, int (*compare)(const void *, const void *))
{
	if (sum->nr_causes > 1)
		qsort(sum->causes, sum->nr_causes, sizeof(*sum->causes), compare);
}

void bpf_sum_fold(struct bpf_sum *sum, size_t most)
{
	struct bpf_exits_cause *causes = sum->causes;
	size_t n = 0;

	if (sum->folded || !sum->nr_causes)
		return;
	sort(sum, by_number);
	for (size_t i = 1; i < sum->nr_causes; i++) {
		if (by_number(&causes[n], &causes[i])) {
			causes[++n] = causes[i];
			continue;
		}
		causes[n].exits += causes[i].exits;
		causes[n].kernel += causes[i].kernel;
	}
	sum->nr_causes = n + 1;
	if (sum->nr_causes > most) {
		sort(sum, by_exits);
		sum->nr_causes = most;
		sort(sum, by_number);
	}
	sum->folded = true;
}
