// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sums of what is behind exits: tables into a VM's, VMs into what is kept of the past,
 * what it keeps of a VM that has more keys than it may, and no memory.
 */
#include "cause.h"
#include "tally.h"

#include "../reader/tap.h"

bool no_memory;

static struct kvm_vmexit_causes table;

/* A key that nobody takes for an open exit. */
#define KEY(number)	(KVM_VMEXIT_CAUSE_KIND(KVM_VMEXIT_CAUSE_CPUID) | (number))

/* A VM's: @nr keys from @first on, each with @exits more exits than the one before. */
static struct kvm_vmexit_tally *tally_of(u32 first, u32 nr, u64 exits)
{
	struct kvm_vmexit_tally *tally = kvm_vmexit_tally_alloc();
	u32 i;

	for (i = 0; i < nr; i++) {
		memset(&table, 0, sizeof(table));
		table.cause[i % KVM_VMEXIT_NR_CAUSES] = (struct kvm_vmexit_cause) {
			.word = KEY(first + i), .exits = 1 + exits * i, .kernel = 10,
		};
		kvm_vmexit_tally_add_table(tally, &table);
	}
	kvm_vmexit_tally_fold(tally);
	return tally;
}

static const struct kvm_vmexit_tally_row *row_of(const struct kvm_vmexit_tally *tally, u32 number)
{
	static const struct kvm_vmexit_tally_row none;
	u32 i;

	for (i = 0; i < tally->nr; i++) {
		if (tally->rows[i].key == KEY(number))
			return &tally->rows[i];
	}
	return &none;
}

static bool is_sorted(const struct kvm_vmexit_tally *tally)
{
	u32 i;

	for (i = 1; i < tally->nr; i++) {
		if (tally->rows[i - 1].key >= tally->rows[i].key)
			return false;
	}
	return true;
}

/* The past with a VM more; both are put. */
static struct kvm_vmexit_tally *joined(struct kvm_vmexit_tally *past,
				       struct kvm_vmexit_tally *vm)
{
	unsigned int nr = 0;
	struct kvm_vmexit_tally *sum = kvm_vmexit_tally_join(past, vm, &nr);

	kvm_vmexit_tally_put(past);
	kvm_vmexit_tally_put(vm);
	return sum;
}

static void test_sums(void)
{
	struct kvm_vmexit_tally *sum = kvm_vmexit_tally_alloc();
	struct kvm_vmexit_tally *vm = tally_of(100, 300, 0);
	int i;

	for (i = 0; i < 50; i++)
		kvm_vmexit_tally_add(sum, vm);
	kvm_vmexit_tally_fold(sum);
	tap_is_u64(sum->nr, 300, "50 VMs with the same keys: a row each");
	tap_is_u64(row_of(sum, 399)->exits, 50, "with the exits of all");
	tap_is_u64(row_of(sum, 399)->kernel, 500, "and their time");
	tap_ok(is_sorted(sum), "in the order of the keys");
	tap_ok(!sum->incomplete, "of all of them");
	kvm_vmexit_tally_put(sum);
	kvm_vmexit_tally_put(vm);
}

static void test_past(void)
{
	struct kvm_vmexit_tally *past = joined(NULL, tally_of(1000, 3, 0));
	u32 i;

	tap_is_u64(past->nr, 3, "the past begins with one VM's");
	past = joined(past, tally_of(999, 3, 0));
	tap_is_u64(past->nr, 4, "another has a key more");
	tap_is_u64(row_of(past, 1001)->exits, 2, "what both have is added up");
	tap_is_u64(row_of(past, 1001)->kernel, 20, "its time, too");
	tap_is_u64(row_of(past, 1002)->exits, 1, "and what one has is kept");
	tap_ok(is_sorted(past), "in order");

	past = joined(past, tally_of(1000, 1000, 1));
	tap_is_u64(past->nr, 4 + KVM_VMEXIT_MAX_VM_CAUSES, "of a VM with 1,000 keys so many are new");
	tap_is_u64(row_of(past, 1001)->exits, 2 + 2, "it adds to those that are known");
	tap_is_u64(row_of(past, 1999)->exits, 1000, "those with most exits are kept");
	tap_is_u64(row_of(past, 2000 - KVM_VMEXIT_MAX_VM_CAUSES)->exits,
		   1001 - KVM_VMEXIT_MAX_VM_CAUSES, "to the last for which there is room");
	tap_is_u64(row_of(past, 1999 - KVM_VMEXIT_MAX_VM_CAUSES)->exits, 0, "and no other");

	for (i = 1; i < 100; i++)
		past = joined(past, tally_of(i * 100000, 500, 0));
	tap_is_u64(past->nr, KVM_VMEXIT_MAX_PAST_CAUSES, "100 such VMs: it is full");
	past = joined(past, tally_of(1000, 3, 0));
	tap_is_u64(row_of(past, 1001)->exits, 5, "a key that has a row keeps it");
	past = joined(past, tally_of(50, 3, 0));
	tap_is_u64(row_of(past, 50)->exits, 0, "a new one gets none");
	tap_is_u64(past->nr, KVM_VMEXIT_MAX_PAST_CAUSES, "as there is no more room");
	tap_ok(is_sorted(past), "still in order");
	kvm_vmexit_tally_put(past);
}

/* What the host shows of a VM while it lives is what it keeps of it. */
static void test_living(void)
{
	struct kvm_vmexit_tally *past = joined(NULL, tally_of(1000, 10, 0)), *known, *sum;
	struct kvm_vmexit_tally *vm = tally_of(1005, 1000, 1);
	unsigned int nr = 0;

	known = kvm_vmexit_tally_admit(past, vm, &nr);
	tap_is_u64(nr, KVM_VMEXIT_MAX_VM_CAUSES, "a living VM's keys: so many are new to the host");
	tap_is_u64(known->nr, 10 + nr, "each has a row");
	tap_is_u64(row_of(known, 2004)->exits, 0, "with nothing counted yet");
	tap_is_u64(row_of(known, 1000)->exits, 1, "what is counted of others stays");
	tap_ok(is_sorted(known) && is_sorted(vm), "in order, both");
	kvm_vmexit_tally_keep(vm, known);
	tap_is_u64(vm->nr, 5 + nr, "it is shown what the host knows, five from others");
	kvm_vmexit_tally_put(vm);

	/* Now others have most exits. */
	vm = tally_of(1005, 1000, 0);
	sum = kvm_vmexit_tally_admit(known, vm, &nr);
	tap_is_u64(sum->nr, known->nr, "no more than so many, however often it is asked");
	kvm_vmexit_tally_put(sum);
	sum = kvm_vmexit_tally_join(known, vm, &nr);
	tap_is_u64(sum->nr, known->nr, "nor when it ends");
	tap_is_u64(row_of(sum, 2004)->exits, 1, "what was shown of it stays");
	tap_is_u64(row_of(sum, 1009)->exits, 2, "also what others had, too");
	tap_is_u64(row_of(sum, 1500)->exits, 0, "and nothing that was not");
	kvm_vmexit_tally_put(sum);
	kvm_vmexit_tally_put(vm);
	kvm_vmexit_tally_put(known);
	kvm_vmexit_tally_put(past);
}

/*
 * An exit of which nobody knows yet what is behind it is no key: it takes no row from one,
 * and is there whether there is room or not.
 */
static void test_open(void)
{
	const struct kvm_vmexit_tally_row open = { .key = 0, .exits = 1, .kernel = 7 };
	struct kvm_vmexit_tally *vm = tally_of(1000, 300, 1), *known;
	unsigned int nr = 0;

	kvm_vmexit_tally_add_row(vm, &open);
	kvm_vmexit_tally_fold(vm);
	known = kvm_vmexit_tally_admit(NULL, vm, &nr);
	tap_is_u64(nr, KVM_VMEXIT_MAX_VM_CAUSES, "an open exit beside 300 keys: so many are new");
	tap_is_u64(known->rows[0].key, KEY(1300 - KVM_VMEXIT_MAX_VM_CAUSES), "it is none of them");
	kvm_vmexit_tally_keep(vm, known);
	tap_is_u64(vm->nr, KVM_VMEXIT_MAX_VM_CAUSES + 1, "and stays beside those that have a row");
	tap_is_u64(vm->rows[0].key + vm->rows[0].exits, 1, "as it was");
	kvm_vmexit_tally_put(vm);
	vm = tally_of(1299, 1, 0);
	kvm_vmexit_tally_add_row(vm, &open);
	kvm_vmexit_tally_fold(vm);
	tap_ok(kvm_vmexit_tally_has_all(known, vm), "a VM whose keys all have a row needs none for it");
	kvm_vmexit_tally_put(vm);
	kvm_vmexit_tally_put(known);
}

static void test_no_memory(void)
{
	unsigned int nr = 0;
	struct kvm_vmexit_tally *vm = tally_of(1, 200, 0);
	struct kvm_vmexit_tally *sum = kvm_vmexit_tally_alloc();

	no_memory = true;
	tap_ok(!kvm_vmexit_tally_join(NULL, vm, &nr), "no memory: no sum");
	tap_ok(!kvm_vmexit_tally_admit(NULL, vm, &nr), "nor rows for a living VM's keys");
	tap_is_u64(nr, 0, "and it has been given none");
	kvm_vmexit_tally_add(sum, vm);
	tap_ok(sum->incomplete, "no memory: a sum says that it is none");
	no_memory = false;
	kvm_vmexit_tally_put(sum);
	kvm_vmexit_tally_put(vm);
}

int main(void)
{
	test_sums();
	test_past();
	test_living();
	test_open();
	test_no_memory();
	return tap_done();
}
