// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM exit statistics: reading the host, a VM or a vCPU, and resetting all
 *
 * Everything here is under kvm_exit_lock.
 */
#include <linux/slab.h>
#include <linux/stop_machine.h>

#include "baseline.h"
#include "exit_stats.h"
#include "reason.h"
#include "scope.h"

/* A copy of the one store that is being read; its size forbids the stack. */
static struct kvm_exit_copy *scratch;

/* What each CPU's store held at the last reset, nr_cpu_ids pointers. */
static struct kvm_exit_baseline **cpu_baselines, **next_cpu_baselines;

int kvm_exit_scopes_init(void)
{
	scratch = kvm_exit_copy_alloc();
	cpu_baselines = kcalloc(nr_cpu_ids, sizeof(*cpu_baselines), GFP_KERNEL);
	next_cpu_baselines = kcalloc(nr_cpu_ids, sizeof(*cpu_baselines),
				     GFP_KERNEL);
	if (scratch && cpu_baselines && next_cpu_baselines)
		return 0;

	kvm_exit_scopes_exit();
	return -ENOMEM;
}

void kvm_exit_scopes_exit(void)
{
	int cpu;

	for (cpu = 0; cpu_baselines && cpu < nr_cpu_ids; cpu++)
		kvfree(cpu_baselines[cpu]);
	kfree(cpu_baselines);
	cpu_baselines = NULL;
	kfree(next_cpu_baselines);
	next_cpu_baselines = NULL;
	kvfree(scratch);
	scratch = NULL;
}

static void add_cpu_store(int cpu, struct kvm_exit_copy *sum)
{
	kvm_exit_copy_cpu(scratch, cpu);
	kvm_exit_baseline_subtract(cpu_baselines[cpu], scratch);
	kvm_exit_add(sum, scratch);
}

static int add_vcpu(const struct kvm_exit_vcpu *stats, struct kvm_exit_copy *sum)
{
	int r = kvm_exit_copy_vcpu(scratch, stats);
	unsigned int i;

	if (r)
		return r;

	kvm_exit_baseline_subtract(stats->baseline, scratch);
	kvm_exit_add(sum, scratch);
	for_each_set_bit(i, scratch->used, kvm_exit_nr_slots)
		sum->closed[i] += kvm_exit_closed(stats->baseline, scratch, i);
	return 0;
}

static int add_vm(const struct kvm_exit_vm *vm, struct kvm_exit_copy *sum)
{
	struct kvm_exit_vcpu *stats;
	int r;

	list_for_each_entry(stats, &vm->vcpus, node) {
		if (!stats->online)
			continue;
		r = add_vcpu(stats, sum);
		if (r)
			return r;
	}

	return 0;
}

/**
 * kvm_exit_cpu_read() - what has happened on a physical CPU since the reset
 * @cpu: a possible CPU
 * @copy: where to; what it held is lost
 */
void kvm_exit_cpu_read(int cpu, struct kvm_exit_copy *copy)
{
	kvm_exit_copy_clear(copy);
	add_cpu_store(cpu, copy);
}

/**
 * kvm_exit_scope_add() - add what has happened in a scope since the reset
 * @scope: the host, a VM or a vCPU; of a VM that has not departed
 * @sum: what is added to
 *
 * May sleep.  Return: 0, or -EINTR if the reader was killed meanwhile; then
 * @sum is worth nothing.
 */
int kvm_exit_scope_add(const struct kvm_exit_scope *scope,
		       struct kvm_exit_copy *sum)
{
	int cpu;

	if (scope->vcpu)
		return add_vcpu(scope->vcpu, sum);
	if (scope->vm)
		return add_vm(scope->vm, sum);

	for_each_possible_cpu(cpu)
		add_cpu_store(cpu, sum);

	return 0;
}

static int alloc_baseline(struct kvm_exit_baseline **next,
			  const struct kvm_exit_slot *slots)
{
	*next = kvm_exit_baseline_alloc(slots);

	return *next ? 0 : -ENOMEM;
}

static int alloc_baselines(void)
{
	struct kvm_exit_vcpu *stats;
	struct kvm_exit_vm *vm;
	int cpu, r = 0;

	for_each_possible_cpu(cpu)
		r = r ?: alloc_baseline(&next_cpu_baselines[cpu],
					per_cpu_ptr(kvm_exit_cpu_slots, cpu));

	list_for_each_entry(vm, &kvm_exit_vms, node) {
		list_for_each_entry(stats, &vm->vcpus, node)
			r = r ?: alloc_baseline(&stats->next_baseline, stats->slots);
	}

	return r;
}

/*
 * Each exit is in two stores, a vCPU's and a CPU's, and must be kept in both or in
 * neither.  Recording runs with interrupts off: while all CPUs stand still with
 * theirs off, nobody is doing it.
 */
static int update_baselines(void *unused)
{
	struct kvm_exit_vcpu *stats;
	struct kvm_exit_vm *vm;
	int cpu;

	for_each_possible_cpu(cpu) {
		if (!kvm_exit_baseline_update(next_cpu_baselines[cpu],
					      per_cpu_ptr(kvm_exit_cpu_slots, cpu),
					      KVM_EXIT_SLOT_NONE))
			return -EAGAIN;
	}

	list_for_each_entry(vm, &kvm_exit_vms, node) {
		list_for_each_entry(stats, &vm->vcpus, node) {
			if (!kvm_exit_baseline_update(stats->next_baseline,
						      stats->slots, stats->open))
				return -EAGAIN;
		}
	}

	return 0;
}

static void settle_baseline(struct kvm_exit_baseline **baseline,
			    struct kvm_exit_baseline **next, bool use)
{
	if (use)
		swap(*baseline, *next);
	kvfree(*next);
	*next = NULL;
}

/* Use what update_baselines() has filled, or give it back. */
static void settle_baselines(bool use)
{
	struct kvm_exit_vcpu *stats;
	struct kvm_exit_vm *vm;
	int cpu;

	for_each_possible_cpu(cpu)
		settle_baseline(&cpu_baselines[cpu], &next_cpu_baselines[cpu],
				use);

	list_for_each_entry(vm, &kvm_exit_vms, node) {
		list_for_each_entry(stats, &vm->vcpus, node)
			settle_baseline(&stats->baseline,
					&stats->next_baseline, use);
	}
}

/**
 * kvm_exit_reset() - let all views begin at zero
 *
 * Room for what is kept is made while the guests run; it is filled while they do
 * not.  Should they have had an exit of a new kind in between, both are done again.
 *
 * May sleep; stops all CPUs for the filling.  Return: 0, or -ENOMEM; then nothing
 * has changed.
 */
int kvm_exit_reset(void)
{
	int r;

	do {
		r = alloc_baselines();
		r = r ?: stop_machine(update_baselines, NULL, NULL);
		settle_baselines(!r);
	} while (r == -EAGAIN);

	if (!r)
		kvm_exit_departed_clear();

	return r;
}
