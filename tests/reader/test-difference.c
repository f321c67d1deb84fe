// SPDX-License-Identifier: GPL-2.0-only
#include "model/difference.h"
#include "model/names.h"
#include "tap.h"

static const struct scope_key vm_key = { SCOPE_VM, 1, SCOPE_ANY, SCOPE_ANY, 0 };

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
	const unsigned int columns = COLUMN_BIT(COL_EXITS) | COLUMN_BIT(COL_KERNEL) |
				     COLUMN_BIT(COL_MAX);
	struct sample a = { .boot_ns = 1000, .columns = columns };
	struct sample b = { .boot_ns = 3500, .columns = columns };
	struct sample d = { 0 };

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
	tap_is_u64(d.columns, COLUMN_BIT(COL_EXITS) | COLUMN_BIT(COL_KERNEL),
		   "no maximum: it is not known, whatever has become longer");
	tap_is_u64(value(&d, HOST_SCOPE, "HLT", COL_EXITS), 0, "no new exits");
	tap_is_u64(value(&d, HOST_SCOPE, "IO", COL_EXITS), 2, "a new reason counts in full");
	tap_is_u64(value(&d, vm_key, "CPUID", COL_EXITS), 3, "a new VM counts in full");
	tap_is_u64(sample_find(&d, HOST_SCOPE)->total[COL_EXITS], 6, "the total's difference");
	tap_is_u64(sample_find(&d, HOST_SCOPE)->restarted, 0, "nothing began anew");
	tap_is_u64(value(&b, HOST_SCOPE, "CPUID", COL_EXITS), 14, "the later sample is untouched");
	sample_free(&a);
	sample_free(&b);
	sample_free(&d);
}

/* Two samples, with fewer exits of one reason and more of another in the second. */
static void two_samples(u64 since, struct sample *a, struct sample *b)
{
	add(a, HOST_SCOPE, "CPUID", 10, 100, 0);
	add(a, HOST_SCOPE, "HLT", 5, 50, 0);
	add(b, HOST_SCOPE, "CPUID", 4, 40, 0);
	add(b, HOST_SCOPE, "HLT", 500, 5000, 0);
	a->boot_ns = 1000;
	b->boot_ns = 3500;
	a->scopes[0].since = 7;
	b->scopes[0].since = since;
	sample_finish(a);
	sample_finish(b);
}

static void test_restart(void)
{
	struct sample a = { 0 }, b = { 0 }, d = { 0 };

	two_samples(3000, &a, &b);
	sample_difference(&a, &b, &d);
	tap_is_u64(d.scopes[0].duration_ns, 500, "it counts since its begin");
	tap_is_u64(sample_find(&d, HOST_SCOPE)->restarted, 1, "another begin");
	tap_is_u64(value(&d, HOST_SCOPE, "CPUID", COL_EXITS), 4, "its exits since then");
	tap_is_u64(value(&d, HOST_SCOPE, "HLT", COL_EXITS), 500, "and those of the other reasons");
	tap_is_u64(sample_find(&d, HOST_SCOPE)->total[COL_EXITS], 504, "and the total");
	sample_free(&a);
	sample_free(&b);
	sample_free(&d);
}

static void test_smaller(void)
{
	struct sample a = { 0 }, b = { 0 }, d = { 0 };

	two_samples(7, &a, &b);
	sample_difference(&a, &b, &d);
	tap_is_u64(d.scopes[0].duration_ns, 2500, "it counts from sample to sample");
	tap_is_u64(sample_find(&d, HOST_SCOPE)->restarted, 0, "the same begin: no restart");
	tap_is_u64(value(&d, HOST_SCOPE, "CPUID", COL_EXITS), 0, "fewer exits are none");
	tap_is_u64(value(&d, HOST_SCOPE, "CPUID", COL_KERNEL), 0, "less time is none");
	tap_is_u64(value(&d, HOST_SCOPE, "HLT", COL_EXITS), 495, "the other reason's difference");
	tap_is_u64(sample_find(&d, HOST_SCOPE)->total[COL_EXITS], 495, "the total is of the rows");
	sample_free(&a);
	sample_free(&b);
	sample_free(&d);
}

/* A VM that has ended, and a reason without exits that has no row any more. */
static void test_gone(void)
{
	struct sample a = { 0 }, b = { 0 }, d = { 0 };

	add(&a, HOST_SCOPE, "CPUID", 10, 100, 0);
	add(&a, HOST_SCOPE, "HLT", 0, 0, 0);
	add(&a, vm_key, "CPUID", 5, 50, 0);
	add(&b, HOST_SCOPE, "CPUID", 30, 300, 0);
	sample_finish(&a);
	sample_finish(&b);
	sample_difference(&a, &b, &d);
	tap_ok(!sample_find(&d, vm_key), "a VM that has gone is left out");
	tap_is_u64(sample_find(&d, HOST_SCOPE)->restarted, 0, "a row that has gone is no restart");
	tap_is_u64(value(&d, HOST_SCOPE, "CPUID", COL_EXITS), 20, "the other one's difference");
	sample_free(&a);
	sample_free(&b);
	sample_free(&d);
}

/*
 * Guest time in progress: @before and @now; HLT has ended @ended of it in between.
 * The rows always add up to the total.
 */
static void running(s64 before, s64 now, u64 ended, s64 wanted, u64 total, const char *name)
{
	struct sample a = { 0 }, b = { 0 }, d = { 0 };

	add(&a, HOST_SCOPE, "HLT", 1, 1, 0);
	a.rows[0].value[COL_GUEST] = 100;
	add(&b, HOST_SCOPE, "HLT", 2, 2, 0);
	b.rows[0].value[COL_GUEST] = 100 + ended;
	a.scopes[0].running = before;
	b.scopes[0].running = now;
	sample_finish(&a);
	sample_finish(&b);
	sample_difference(&a, &b, &d);
	tap_is_u64(d.scopes[0].running, wanted, name);
	tap_is_u64(d.scopes[0].total[COL_GUEST], total, "guest time in all");
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
	test_restart();
	test_smaller();
	test_gone();
	running(1000, 1500, 0, 500, 500, "the guest goes on");
	running(1000, 200, 1300, -800, 500, "an exit has ended it: less is in progress");
	running(1000, 200, 300, -300, 0, "but never less than nothing in all");
	return tap_done();
}
