// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: sums of what is behind exits, over any number of tables
 *
 * A sum is a list that is sorted when it is asked for: what is added is added at
 * its end.
 */
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "cause.h"
#include "tally.h"

/* Of nothing.  May sleep.  NULL without memory. */
struct kvm_vmexit_tally *kvm_vmexit_tally_alloc(void)
{
	struct kvm_vmexit_tally *tally = kzalloc(sizeof(*tally), GFP_KERNEL);

	if (tally)
		kref_init(&tally->ref);

	return tally;
}

void kvm_vmexit_tally_get(struct kvm_vmexit_tally *tally)
{
	if (tally)
		kref_get(&tally->ref);
}

static void free_tally(struct kref *ref)
{
	struct kvm_vmexit_tally *tally =
		container_of(ref, struct kvm_vmexit_tally, ref);

	kvfree(tally->rows);
	kfree(tally);
}

/* NULL is ignored.  May sleep. */
void kvm_vmexit_tally_put(struct kvm_vmexit_tally *tally)
{
	if (tally)
		kref_put(&tally->ref, free_tally);
}

static int by_key(const void *a, const void *b)
{
	const struct kvm_vmexit_tally_row *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;

	return 0;
}

/*
 * kvm_vmexit_tally_fold() - sort a sum, and make one row of those of one key
 * @tally: which nobody else refers to
 */
void kvm_vmexit_tally_fold(struct kvm_vmexit_tally *tally)
{
	struct kvm_vmexit_tally_row *rows = tally->rows;
	unsigned int i, n = 0;

	if (!tally->nr)
		return;

	sort(rows, tally->nr, sizeof(*rows), by_key, NULL);
	for (i = 1; i < tally->nr; i++) {
		if (by_key(&rows[n], &rows[i])) {
			rows[++n] = rows[i];
			continue;
		}
		rows[n].exits += rows[i].exits;
		rows[n].kernel += rows[i].kernel;
	}
	tally->nr = n + 1;
}

static bool set_room(struct kvm_vmexit_tally *tally, unsigned int room)
{
	struct kvm_vmexit_tally_row *rows =
		kvmalloc_array(room, sizeof(*rows), GFP_KERNEL);

	if (!rows)
		return false;

	if (tally->nr)
		memcpy(rows, tally->rows, tally->nr * sizeof(*rows));
	kvfree(tally->rows);
	tally->rows = rows;
	tally->room = room;

	return true;
}

/* First by folding, as most keys are those of other vCPUs, too. */
static bool make_room(struct kvm_vmexit_tally *tally, unsigned int more)
{
	if (tally->nr + more <= tally->room)
		return true;

	kvm_vmexit_tally_fold(tally);
	if (2 * (tally->nr + more) <= tally->room)
		return true;
	if (set_room(tally, 4 * (tally->nr + more)))
		return true;

	tally->incomplete = true;
	return false;
}

/*
 * kvm_vmexit_tally_add_table() - add what is in a table
 * @sum: what is added to
 * @causes: a vCPU's that records nothing meanwhile, or a copy; or NULL
 *
 * May sleep.
 */
void kvm_vmexit_tally_add_table(struct kvm_vmexit_tally *sum,
				const struct kvm_vmexit_causes *causes)
{
	const struct kvm_vmexit_cause *cause;
	unsigned int i;

	if (!causes || !make_room(sum, KVM_VMEXIT_NR_CAUSES))
		return;

	for (i = 0; i < KVM_VMEXIT_NR_CAUSES; i++) {
		cause = &causes->cause[i];
		if (!cause->exits && !cause->kernel)
			continue;
		sum->rows[sum->nr++] = (struct kvm_vmexit_tally_row) {
			.key = kvm_vmexit_cause_key(cause->word),
			.exits = cause->exits,
			.kernel = cause->kernel,
		};
	}
}

/* Adds one row to @sum.  May sleep. */
void kvm_vmexit_tally_add_row(struct kvm_vmexit_tally *sum,
			      const struct kvm_vmexit_tally_row *row)
{
	if (make_room(sum, 1))
		sum->rows[sum->nr++] = *row;
}

/*
 * kvm_vmexit_tally_add() - merge one sum into another
 * @sum: what is added to
 * @tally: what is added; or NULL
 *
 * May sleep.
 */
void kvm_vmexit_tally_add(struct kvm_vmexit_tally *sum,
			  const struct kvm_vmexit_tally *tally)
{
	if (!tally)
		return;

	sum->incomplete |= tally->incomplete;
	if (!tally->nr || !make_room(sum, tally->nr))
		return;
	memcpy(sum->rows + sum->nr, tally->rows,
	       tally->nr * sizeof(*sum->rows));
	sum->nr += tally->nr;
}

/*
 * What stands for open exits is no key, but a gauge: it takes no row from one, and is
 * shown whatever there is room for.
 */
static bool has_key(const struct kvm_vmexit_tally *tally,
		    const struct kvm_vmexit_tally_row *key)
{
	unsigned int low = 0, high = tally->nr, middle;
	int order;

	if (kvm_vmexit_cause_kind(key->key) == KVM_VMEXIT_CAUSE_OPEN)
		return true;

	while (low < high) {
		middle = (low + high) / 2;
		order = by_key(key, &tally->rows[middle]);
		if (!order)
			return true;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}

	return false;
}

/* Of those with as many exits in the order of the keys, as all else. */
static int by_exits(const void *a, const void *b)
{
	const struct kvm_vmexit_tally_row *x = a, *y = b;

	if (x->exits != y->exits)
		return x->exits > y->exits ? -1 : 1;

	return by_key(a, b);
}

/* Of two that are folded; @sum has room for both. */
static void merge(struct kvm_vmexit_tally *sum,
		  const struct kvm_vmexit_tally *x,
		  const struct kvm_vmexit_tally *y)
{
	struct kvm_vmexit_tally_row *row = sum->rows;
	unsigned int i = 0, j = 0;
	int order;

	while (i < x->nr && j < y->nr) {
		order = by_key(&x->rows[i], &y->rows[j]);
		*row = order <= 0 ? x->rows[i++] : y->rows[j++];
		if (!order) {
			row->exits += y->rows[j].exits;
			row->kernel += y->rows[j++].kernel;
		}
		row++;
	}
	while (i < x->nr)
		*row++ = x->rows[i++];
	while (j < y->nr)
		*row++ = y->rows[j++];
	sum->nr = row - sum->rows;
}

static const struct kvm_vmexit_tally nothing;

/* A sum that has room for both. */
static struct kvm_vmexit_tally *alloc_for(const struct kvm_vmexit_tally *x,
					  const struct kvm_vmexit_tally *y)
{
	struct kvm_vmexit_tally *sum = kvm_vmexit_tally_alloc();

	if (sum && set_room(sum, x->nr + y->nr))
		return sum;

	kvm_vmexit_tally_put(sum);
	return NULL;
}

/* The keys of @tally that are new to @past, with nothing counted yet. */
static void take_new(struct kvm_vmexit_tally *fresh,
		     const struct kvm_vmexit_tally *past,
		     struct kvm_vmexit_tally *tally, unsigned int room)
{
	unsigned int i;

	sort(tally->rows, tally->nr, sizeof(*tally->rows), by_exits, NULL);
	for (i = 0; i < tally->nr && fresh->nr < room; i++) {
		if (!has_key(past, &tally->rows[i]))
			fresh->rows[fresh->nr++] =
				(struct kvm_vmexit_tally_row) {
					.key = tally->rows[i].key,
				};
	}
	kvm_vmexit_tally_fold(tally);
	kvm_vmexit_tally_fold(fresh);
}

/*
 * kvm_vmexit_tally_admit() - give rows in what is kept of the past to a VM's keys
 * @past: what was kept before, folded; or NULL
 * @tally: the VM's, folded, one key at least
 * @nr: how many new keys it has been given, which this adds to
 *
 * Those with most exits, as many as there is room for; nothing is counted in them.
 * May sleep.  Return: a new sum, folded, or NULL without memory.
 */
struct kvm_vmexit_tally *
kvm_vmexit_tally_admit(const struct kvm_vmexit_tally *past,
		       struct kvm_vmexit_tally *tally, unsigned int *nr)
{
	struct kvm_vmexit_tally *fresh = alloc_for(&nothing, tally), *sum;
	unsigned int room;

	past = past ?: &nothing;
	sum = alloc_for(past, tally);
	if (fresh && sum) {
		room = min(KVM_VMEXIT_MAX_PAST_CAUSES - past->nr,
			   KVM_VMEXIT_MAX_VM_CAUSES - *nr);
		take_new(fresh, past, tally, room);
		merge(sum, past, fresh);
		*nr += fresh->nr;
	} else {
		kvm_vmexit_tally_put(sum);
		sum = NULL;
	}
	kvm_vmexit_tally_put(fresh);

	return sum;
}

/* Whether @past has a row for each of @tally; both folded. */
bool kvm_vmexit_tally_has_all(const struct kvm_vmexit_tally *past,
			      const struct kvm_vmexit_tally *tally)
{
	unsigned int i;

	for (i = 0; i < tally->nr; i++) {
		if (!has_key(past, &tally->rows[i]))
			return false;
	}

	return true;
}

/*
 * kvm_vmexit_tally_keep() - take out what has no row in what is kept of the past
 * @tally: folded
 * @past: folded; or NULL
 */
void kvm_vmexit_tally_keep(struct kvm_vmexit_tally *tally,
			   const struct kvm_vmexit_tally *past)
{
	unsigned int i, n = 0;

	past = past ?: &nothing;
	for (i = 0; i < tally->nr; i++) {
		if (has_key(past, &tally->rows[i]))
			tally->rows[n++] = tally->rows[i];
	}
	tally->nr = n;
}

/*
 * kvm_vmexit_tally_join() - what is kept of the past, with a VM more
 * @past: what was kept before, folded; or NULL
 * @tally: the VM's, folded, one key at least; what is not kept is taken out
 * @nr: how many new keys it has been given, which this adds to
 *
 * May sleep.  Return: a new sum, folded, or NULL without memory.
 */
struct kvm_vmexit_tally *
kvm_vmexit_tally_join(const struct kvm_vmexit_tally *past,
		      struct kvm_vmexit_tally *tally, unsigned int *nr)
{
	struct kvm_vmexit_tally *known =
		kvm_vmexit_tally_admit(past, tally, nr);
	struct kvm_vmexit_tally *sum = NULL;

	if (known)
		sum = alloc_for(known, tally);
	if (sum) {
		kvm_vmexit_tally_keep(tally, known);
		merge(sum, known, tally);
	}
	kvm_vmexit_tally_put(known);

	return sum;
}
