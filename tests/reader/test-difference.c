// SPDX-License-Identifier: GPL-2.0-only
#include "difference.h"
#include "names.h"
#include "tap.h"

static const struct scope_key vm_key = { SCOPE_VM, 1, SCOPE_ANY, SCOPE_ANY };

static void add(struct sample *s, struct scope_key key, const char *name, u64 exits, u64 kernel,
		u64 max)
{
	struct row *row = sample_add_row(s, sample_scope(s, key),
					 reason_intern("1", 1, name, strlen(name)));

	row->value[COL_EXITS] = exits;
	row->value[COL_KERNEL] = kernel;
	row->value[COL_MAX] = max;
}

static u64 value(const struct sample *s, struct scope_key key, const char *name, enum column c)
{
	const struct scope *scope = sample_find(s, key);
	const struct row *rows = scope_rows(s, scope);

	for (u32 i = 0; i < scope->nr_rows; i++)
		if (!strcmp(reason_name(rows[i].reason), name))
			return rows[i].value[c];
	return UINT64_MAX;
}

static void test_growth(void)
{
	struct sample a = { .mono_ns = 1000 }, b = { .mono_ns = 3500 }, d = { 0 };

	add(&a, HOST_SCOPE, "CPUID", 10, 100, 7);
	add(&a, HOST_SCOPE, "HLT", 5, 50, 20);
	/* In another order, with a new reason and a new VM. */
	add(&b, vm_key, "CPUID", 3, 30, 4);
	add(&b, HOST_SCOPE, "HLT", 5, 50, 20);
	add(&b, HOST_SCOPE, "IO", 2, 8, 5);
	add(&b, HOST_SCOPE, "CPUID", 14, 190, 9);
	sample_finish(&a);
	sample_finish(&b);
	sample_difference(&a, &b, &d);
	tap_is_u64(d.interval_ns, 2500, "interval");
	tap_is_u64(value(&d, HOST_SCOPE, "CPUID", COL_EXITS), 4, "exits");
	tap_is_u64(value(&d, HOST_SCOPE, "CPUID", COL_KERNEL), 90, "cycles");
	tap_is_u64(value(&d, HOST_SCOPE, "CPUID", COL_MAX), 9, "a new maximum is this interval's");
	tap_is_u64(value(&d, HOST_SCOPE, "HLT", COL_EXITS), 0, "no new exits");
	tap_is_u64(value(&d, HOST_SCOPE, "HLT", COL_MAX), 0, "an old maximum says nothing");
	tap_is_u64(value(&d, HOST_SCOPE, "IO", COL_EXITS), 2, "a new reason counts in full");
	tap_is_u64(value(&d, vm_key, "CPUID", COL_EXITS), 3, "a new VM counts in full");
	tap_is_u64(sample_find(&d, HOST_SCOPE)->total[COL_EXITS], 6, "the total's difference");
	tap_is_u64(sample_find(&d, HOST_SCOPE)->restarted, 0, "nothing began anew");
	tap_is_u64(value(&b, HOST_SCOPE, "CPUID", COL_EXITS), 14, "the later sample is untouched");
	sample_free(&a);
	sample_free(&b);
	sample_free(&d);
}

static void test_restart(u64 exits, u64 kernel, const char *name)
{
	struct sample a = { 0 }, b = { 0 }, d = { 0 };

	add(&a, HOST_SCOPE, "CPUID", 10, 100, 0);
	add(&a, HOST_SCOPE, "HLT", 5, 50, 0);
	add(&b, HOST_SCOPE, "CPUID", exits, kernel, 0);
	add(&b, HOST_SCOPE, "HLT", 500, 5000, 0);
	sample_finish(&a);
	sample_finish(&b);
	sample_difference(&a, &b, &d);
	tap_is_u64(sample_find(&d, HOST_SCOPE)->restarted, 1, name);
	tap_is_u64(value(&d, HOST_SCOPE, "CPUID", COL_EXITS), exits, "its exits since then");
	tap_is_u64(value(&d, HOST_SCOPE, "HLT", COL_EXITS), 500, "and those of the other reasons");
	tap_is_u64(sample_find(&d, HOST_SCOPE)->total[COL_EXITS], exits + 500, "and the total");
	sample_free(&a);
	sample_free(&b);
	sample_free(&d);
}

/* A VM that has ended, and a reason that a reset has made zero. */
static void test_gone(void)
{
	struct sample a = { 0 }, b = { 0 }, d = { 0 };

	add(&a, HOST_SCOPE, "CPUID", 10, 100, 0);
	add(&a, HOST_SCOPE, "HLT", 1, 1, 0);
	add(&a, vm_key, "CPUID", 5, 50, 0);
	add(&b, HOST_SCOPE, "CPUID", 30, 300, 0);
	sample_finish(&a);
	sample_finish(&b);
	sample_difference(&a, &b, &d);
	tap_ok(!sample_find(&d, vm_key), "a VM that has gone is left out");
	tap_is_u64(sample_find(&d, HOST_SCOPE)->restarted, 1, "a row that has gone is a reset");
	tap_is_u64(value(&d, HOST_SCOPE, "CPUID", COL_EXITS), 30, "all since then");
	sample_free(&a);
	sample_free(&b);
	sample_free(&d);
}

int main(void)
{
	/* vm_key is name 1. */
	name_intern("0-0", 3);
	name_intern("1-1", 3);
	test_growth();
	test_restart(4, 40, "fewer exits: the counters began anew");
	test_restart(12, 99, "more exits but less time: they began anew, too");
	test_gone();
	return tap_done();
}
