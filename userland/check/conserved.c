// SPDX-License-Identifier: GPL-2.0-only
#include "check/conserved.h"
#include "model/names.h"
#include "sources/debugfs_read.h"
#include "vmm/ticks.h"

#define PER_MILLE(cycles)	((cycles) / 1000)

static u64 rows_sum(const struct sample *s, const struct scope *scope)
{
	const struct row *row = scope_rows(s, scope);
	u64 sum = 0;

	for (size_t i = 0; i < scope->nr_rows; i++)
		sum += row[i].value[COL_EXITS];
	return sum;
}

static u64 vcpus_sum(const struct sample *vcpus)
{
	u64 sum = 0;

	for (size_t i = 0; i < vcpus->nr_scopes; i++)
		if (vcpus->scopes[i].key.kind == SCOPE_VCPU)
			sum += vcpus->scopes[i].total[COL_EXITS];
	return sum;
}

void judge_sums(struct findings *found, const struct sample *vm, const struct sample *vcpus)
{
	const u64 total = vm->scopes[0].total[COL_EXITS];

	find(found, UNIT_COUNT, total, total, rows_sum(vm, &vm->scopes[0]),
	     "conservation: the VM's reasons add up to it");
	find(found, UNIT_COUNT, total, total, vcpus_sum(vcpus),
	     "conservation: the VM's vCPUs add up to it");
}

void judge_life(struct findings *found, const struct scope *vcpu, u64 shortest, u64 longest)
{
	static const enum column phases[] = {
		COL_GUEST, COL_KERNEL, COL_USER, COL_HALTED, COL_BLOCKED, COL_STEAL,
	};
	u64 sum = 0;

	for (size_t i = 0; i < ARRAY_SIZE(phases); i++)
		sum += vcpu->total[phases[i]];
	find(found, UNIT_CYCLES, shortest - PER_MILLE(shortest), longest + PER_MILLE(longest), sum,
	     "conservation: six phases of vCPU %u", vcpu->key.vcpu);
}

static void judge_lives(struct check *c, const struct sample *vcpus, u64 before, u64 after)
{
	for (u32 i = 0; i < SUBJECT_VCPUS; i++) {
		const struct scope *vcpu = sample_find(vcpus, VCPU_SCOPE(c->subject.name, i));

		if (vcpu)
			judge_life(&c->findings, vcpu, before - c->subject.first[i],
				   after - c->subject.begin[i]);
		else
			find(&c->findings, UNIT_COUNT, 1, 1, 0, "vCPU %u in the VM's vcpus", i);
	}
}

int check_conserved(struct check *c, struct failure *f)
{
	struct sample vcpus = { 0 };
	struct look vm = { 0 };
	int result;
	u64 before, after;

	result = check_look(c, &vm, NULL, f);
	before = ticks_now();
	result = result || debugfs_read_vcpus(&c->debugfs, c->subject.name, &vcpus, f);
	after = ticks_now();
	if (!result) {
		judge_sums(&c->findings, &vm.sample, &vcpus);
		if (check_has_times(c))
			judge_lives(c, &vcpus, before, after);
		else
			leave_out(&c->findings, "the sum of the phases",
				  "detail is counts: no times are recorded");
	}
	sample_free(&vcpus);
	look_free(&vm);
	return result ? -1 : 0;
}

int check_departed(struct check *c, struct failure *f)
{
	struct sample departed = { 0 };
	struct look last = { 0 };
	u64 exits, since, found = 0;
	int result;

	if (check_look(c, &last, NULL, f)) {
		look_free(&last);
		return -1;
	}
	exits = look_total(&last, COL_EXITS);
	since = last.sample.scopes[0].since;
	look_free(&last);
	subject_close(&c->subject);
	result = debugfs_read_departed(&c->debugfs, &departed, f);
	for (size_t i = 0; !result && i < departed.nr_scopes; i++)
		if (departed.scopes[i].key.vm == c->subject.name && departed.scopes[i].since == since)
			found = departed.scopes[i].total[COL_EXITS];
	if (!result)
		find(&c->findings, UNIT_COUNT, exits, exits, found,
		     "conservation: exits of the VM that has ended");
	sample_free(&departed);
	return result ? -1 : 0;
}
