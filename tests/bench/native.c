// SPDX-License-Identifier: GPL-2.0-only
/*
 * What one exit and the entry after it cost on this machine: the subsystem's own
 * record.h, beside the three ways that write-ups of such patches use, and beside the
 * least that anything must do, two rdtsc and one addition. Alone, and with one thread
 * on each CPU. Plain global counters lose counts then, and it is shown how many.
 */
#include <asm/svm.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "exit_stats.h"
#include "reason.h"

#define RECORDS		20000000ULL
#define THREADS_MAX	64
#define RUNS		5

struct kvm_exit_slot *kvm_exit_cpu_slots;

/* A thread is a CPU and the vCPU on it. */
static __thread struct kvm_exit_slot own_slots[KVM_EXIT_MAX_SLOTS];

static bool some_handled(u64 nr)
{
	return nr == SVM_EXIT_CPUID || nr == SVM_EXIT_HLT || nr == SVM_EXIT_NPF;
}

/* What the other ways write: a counter and a sum of cycles by exit reason. */
static struct {
	u64 count, cycles;
} plain[KVM_EXIT_NR_CODES];

static struct {
	_Atomic u64 count, cycles;
} atomic[KVM_EXIT_NR_CODES];

static atomic_flag lock = ATOMIC_FLAG_INIT;
static struct kvm_vcpu vcpus[THREADS_MAX];

static void floor_record(int thread)
{
	static __thread u64 count, cycles;
	const u64 then = rdtsc();

	__asm__ volatile ("" : : : "memory");
	count++;
	cycles += rdtsc() - then;
	__asm__ volatile ("" : : "r" (&count), "r" (&cycles) : "memory");
}

static void our_record(int thread)
{
	kvm_exit_stats_exit(&vcpus[thread], SVM_EXIT_CPUID);
	__asm__ volatile ("" : : : "memory");
	kvm_exit_stats_entry(&vcpus[thread]);
	__asm__ volatile ("" : : : "memory");
}

static void plain_record(int thread)
{
	const u64 then = rdtsc();

	*(volatile u64 *)&plain[SVM_EXIT_CPUID].count += 1;
	*(volatile u64 *)&plain[SVM_EXIT_CPUID].cycles += rdtsc() - then;
}

static void atomic_record(int thread)
{
	const u64 then = rdtsc();

	atomic_fetch_add(&atomic[SVM_EXIT_CPUID].count, 1);
	atomic_fetch_add(&atomic[SVM_EXIT_CPUID].cycles, rdtsc() - then);
}

static void locked_record(int thread)
{
	const u64 then = rdtsc();

	while (atomic_flag_test_and_set_explicit(&lock, memory_order_acquire))
		__builtin_ia32_pause();
	plain[SVM_EXIT_HLT].count++;
	plain[SVM_EXIT_HLT].cycles += rdtsc() - then;
	atomic_flag_clear_explicit(&lock, memory_order_release);
}

/* How many of the records that were made are counted. */
static u64 no_count(int threads)
{
	return threads * RECORDS;
}

static u64 our_count(int threads)
{
	u64 sum = 0;
	int i;

	for (i = 0; i < threads; i++) {
		struct kvm_exit_slot *slots = vcpus[i].arch.exit_stats->slots;

		sum += slots[kvm_exit_reason_slot(SVM_EXIT_CPUID)].cell.exits;
	}
	return sum;
}

static u64 plain_count(int threads)
{
	return plain[SVM_EXIT_CPUID].count;
}

static u64 atomic_count(int threads)
{
	return atomic[SVM_EXIT_CPUID].count;
}

static u64 locked_count(int threads)
{
	return plain[SVM_EXIT_HLT].count;
}

static const struct way {
	const char *name;
	void (*record)(int thread);
	u64 (*count)(int threads);
} ways[] = {
	{ "floor: two rdtsc, one addition", floor_record, no_count },
	{ "kvm-exits, everything on", our_record, our_count },
	{ "plain global counters", plain_record, plain_count },
	{ "atomic64 global counters", atomic_record, atomic_count },
	{ "global counters, a spinlock", locked_record, locked_count },
};

struct worker {
	pthread_t thread;
	int nr;
	const struct way *way;
	pthread_barrier_t *start;
	double ns;
};

static double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e9 + t.tv_nsec;
}

static void pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		perror("native: pinning");
}

static void new_vcpu(int nr)
{
	free(vcpus[nr].arch.exit_stats);
	vcpus[nr].arch.exit_stats = aligned_alloc(64, KVM_EXIT_VCPU_BYTES);
	memset(vcpus[nr].arch.exit_stats, 0, KVM_EXIT_VCPU_BYTES);
	vcpus[nr].arch.exit_stats->mark = rdtsc();
}

static void *work(void *arg)
{
	struct worker *worker = arg;
	void (*record)(int thread) = worker->way->record;
	double begin;
	u64 i;

	pin(worker->nr);
	new_vcpu(worker->nr);
	memset(own_slots, 0, sizeof(own_slots));
	pthread_barrier_wait(worker->start);
	begin = now_ns();
	for (i = 0; i < RECORDS; i++)
		record(worker->nr);
	worker->ns = (now_ns() - begin) / RECORDS;
	return NULL;
}

/* The least of some runs: what disturbs only ever adds. */
static double run(const struct way *way, int threads, u64 *lost)
{
	struct worker workers[THREADS_MAX];
	pthread_barrier_t start;
	double best = 0;
	int round, i;

	*lost = 0;
	for (round = 0; round < RUNS; round++) {
		double most = 0;

		memset(plain, 0, sizeof(plain));
		memset(&atomic, 0, sizeof(atomic));
		pthread_barrier_init(&start, NULL, threads);
		for (i = 0; i < threads; i++) {
			workers[i] = (struct worker) { .nr = i, .way = way, .start = &start };
			if (pthread_create(&workers[i].thread, NULL, work, &workers[i])) {
				perror("native: thread");
				exit(1);
			}
		}
		for (i = 0; i < threads; i++) {
			pthread_join(workers[i].thread, NULL);
			if (workers[i].ns > most)
				most = workers[i].ns;
		}
		pthread_barrier_destroy(&start);
		if (!round || most < best)
			best = most;
		if (threads * RECORDS - way->count(threads) > *lost)
			*lost = threads * RECORDS - way->count(threads);
	}
	return best;
}

/* The thread's own slots, relative to what its segment register points to. */
static void set_cpu_slots(void)
{
	char *segment;

	__asm__ ("mov %%fs:0, %0" : "=r" (segment));
	kvm_exit_cpu_slots = (void *)((char *)own_slots - segment);
}

int main(void)
{
	int cpus = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned int i;

	if (cpus > THREADS_MAX)
		cpus = THREADS_MAX;
	kvm_exit_reasons_init(KVM_ISA_SVM, some_handled);
	set_cpu_slots();
	printf("%-34s%10s%10s  %s\n", "ns for an exit and an entry", "alone", "all CPUs",
	       "lost");
	for (i = 0; i < ARRAY_SIZE(ways); i++) {
		u64 lost;
		double alone = run(&ways[i], 1, &lost);
		double all = run(&ways[i], cpus, &lost);

		printf("%-34s%10.1f%10.1f  %llu of %llu\n", ways[i].name, alone, all,
		       (unsigned long long)lost, (unsigned long long)(cpus * RECORDS));
	}
	return 0;
}
