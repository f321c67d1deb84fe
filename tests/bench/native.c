// SPDX-License-Identifier: GPL-2.0-only
/*
 * What one exit and the entry after it cost on this machine: the subsystem's own
 * record.h, beside the three ways that write-ups of such patches use, and beside the
 * least that anything must do, two rdtsc and one addition. Alone, and with one thread
 * on each CPU. Plain global counters lose counts then, and it is shown how many.
 *
 * Then the same record when it is cold: between two exits a guest and KVM touch memory of
 * their own. Beside it what five loads take that are as cold, two of which depend on each
 * other: what a record would cost if it did nothing but fetch its five cache lines.
 *
 * native --lines makes one record between two stores to a marker, for lines.sh, which
 * runs it under a tool that lists each access to memory.
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

static void print_part(const char *name, const void *at, size_t bytes)
{
	printf("%lx\t%zu\t%s\n", (unsigned long)at, bytes, name);
}

static bool some_handled(u64 nr)
{
	return nr == SVM_EXIT_CPUID || nr == SVM_EXIT_HLT || nr == SVM_EXIT_NPF;
}

/*
 * What knows where a record is written: all of it is between here and the next line of
 * this kind. A thread is a CPU and the vCPU on it.
 * -----------------------------------------------------------------------------------
 */
struct kvm_vmexit_code kvm_vmexit_codes[KVM_VMEXIT_NR_CODES + 2];
unsigned int kvm_vmexit_nr_slots;
int cpl;
u64 clock_ns;
struct kvm_vmexit_cell *kvm_vmexit_cpu_cells;
struct kvm_vmexit_rare *kvm_vmexit_cpu_rare;

static __thread struct kvm_vmexit_cell own_cells[KVM_VMEXIT_MAX_SLOTS] __aligned(4096);

/* Apart from each other, as KVM allocates them. */
static struct {
	struct kvm_vcpu vcpu;
} __aligned(4096) vcpus[THREADS_MAX];

/* In the order of store.c. */
static void new_vcpu(int nr)
{
	struct kvm_vmexit_state *state = &vcpus[nr].vcpu.arch.vmexit;
	struct kvm_vmexit_vcpu *stats;

	free(state->slots);
	kvm_vmexit_causes_free(state->causes);
	state->slots = aligned_alloc(4096, KVM_VMEXIT_VCPU_BYTES);
	memset(state->slots, 0, KVM_VMEXIT_VCPU_BYTES);
	stats = (void *)state->slots + KVM_VMEXIT_VCPU_BYTES - sizeof(*stats);
	stats->slots = state->slots;
	stats->nested = (void *)(state->slots + kvm_vmexit_nr_slots);
	state->stats = stats;
	state->cpu_cells = kvm_vmexit_cpu_cells;
	state->cause = KVM_VMEXIT_PLACE_NONE;
	state->causes = kvm_vmexit_causes_alloc(GFP_KERNEL);
	stats->phase = KVM_VMEXIT_AT_WORK;
	state->mark = rdtsc();
	memset(own_cells, 0, sizeof(own_cells));
}

/* The thread's own cells, relative to what its segment register points to. */
static void set_cpu_cells(void)
{
	char *segment;

	__asm__ ("mov %%fs:0, %0" : "=r" (segment));
	kvm_vmexit_cpu_cells = (void *)((char *)own_cells - segment);
}

static u64 vcpu_exits(int nr)
{
	struct kvm_vmexit_slot *slots = vcpus[nr].vcpu.arch.vmexit.slots;

	return slots[kvm_vmexit_reason_slot(SVM_EXIT_CPUID)].cell.exits;
}

/* For lines.sh: whose cache lines are where. What is KVM's it has used a moment before. */
static void print_parts(int nr)
{
	struct kvm_vcpu *vcpu = &vcpus[nr].vcpu;
	struct kvm_vmexit_state *state = &vcpu->arch.vmexit;

	print_part("the state", state, sizeof(*state));
	print_part("KVM's vCPU", vcpu, sizeof(*vcpu));
	print_part("its slots", state->slots, kvm_vmexit_nr_slots * sizeof(*state->slots));
	print_part("its causes", state->causes, sizeof(*state->causes));
	print_part("the CPU's cells", own_cells, sizeof(own_cells));
	print_part("the table of codes", kvm_vmexit_codes, sizeof(kvm_vmexit_codes));
}

/* ----------------------------------------------------------------------------------- */

/* What the other ways write: a counter and a sum of cycles by exit reason. */
static struct {
	u64 count, cycles;
} plain[KVM_VMEXIT_NR_CODES];

static struct {
	_Atomic u64 count, cycles;
} atomic[KVM_VMEXIT_NR_CODES];

static atomic_flag lock = ATOMIC_FLAG_INIT;

static void floor_record(int thread)
{
	static __thread u64 count, cycles;
	const u64 then = rdtsc();

	__asm__ volatile ("" : : : "memory");
	count++;
	cycles += rdtsc() - then;
	__asm__ volatile ("" : : "r" (&count), "r" (&cycles) : "memory");
}

static inline __attribute__((always_inline)) void exit_of(int thread)
{
	struct kvm_vcpu *vcpu = &vcpus[thread].vcpu;

	kvm_vmexit_record_exit(vcpu, SVM_EXIT_CPUID, 0, 0);
}

static void our_record(int thread)
{
	exit_of(thread);
	__asm__ volatile ("" : : : "memory");
	kvm_vmexit_record_entry(&vcpus[thread].vcpu);
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

	for (i = 0; i < threads; i++)
		sum += vcpu_exits(i);
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

static void *work(void *arg)
{
	struct worker *worker = arg;
	void (*record)(int thread) = worker->way->record;
	double begin;
	u64 i;

	pin(worker->nr);
	new_vcpu(worker->nr);
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

/* Cycles of the two hooks and of the loads that they are compared with, cold. */
enum { COLD_EXIT, COLD_ENTRY, COLD_REFERENCE, COLD_NOTHING, NR_COLD };

#define COLD_BYTES_MAX	(8 << 20)
#define COLD_RUNS_MAX	3000

static char touched[COLD_BYTES_MAX];

static void touch(size_t bytes)
{
	size_t i;

	for (i = 0; i < bytes; i += 64)
		((volatile char *)touched)[i]++;
}

/* Everything before it is done, nothing after it has begun. */
static u64 tsc_ordered(void)
{
	unsigned int cpu;
	u64 now;

	__asm__ volatile ("lfence" : : : "memory");
	now = __builtin_ia32_rdtscp(&cpu);
	__asm__ volatile ("lfence" : : : "memory");
	return now;
}

/* Five lines in pages of their own; the first points to the second. */
static void *volatile lines[5][4096 / sizeof(void *)] __aligned(4096);

#define LINE(n)		(lines[n][8 * (n)])

static u64 load_lines(void)
{
	const u64 then = tsc_ordered();
	void *volatile *second = LINE(0);

	(void)*second;
	(void)LINE(2);
	(void)LINE(3);
	(void)LINE(4);
	return tsc_ordered() - then;
}

static void cold_run(size_t bytes, u64 *cycles)
{
	u64 then;

	touch(bytes);
	then = tsc_ordered();
	exit_of(0);
	cycles[COLD_EXIT] = tsc_ordered() - then;
	then = tsc_ordered();
	kvm_vmexit_record_entry(&vcpus[0].vcpu);
	cycles[COLD_ENTRY] = tsc_ordered() - then;
	touch(bytes);
	cycles[COLD_REFERENCE] = load_lines();
	then = tsc_ordered();
	cycles[COLD_NOTHING] = tsc_ordered() - then;
}

static int compare(const void *a, const void *b)
{
	const u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

/* The mean of the middle half: as robust as the median, where the TSC moves in steps. */
static unsigned long middle(u64 *cycles, int n)
{
	u64 sum = 0;
	int i;

	qsort(cycles, n, sizeof(*cycles), compare);
	for (i = n / 4; i < n - n / 4; i++)
		sum += cycles[i];
	return sum / (n - n / 4 * 2);
}

static void print_cold(size_t bytes, const char *name)
{
	static u64 cycles[NR_COLD][COLD_RUNS_MAX];
	const int runs = bytes < COLD_BYTES_MAX ? COLD_RUNS_MAX : COLD_RUNS_MAX / 5;
	u64 one[NR_COLD];
	int i, j;

	for (i = 0; i < runs; i++) {
		cold_run(bytes, one);
		for (j = 0; j < NR_COLD; j++)
			cycles[j][i] = one[j];
	}
	printf("cold %-6s exit %5lu  entry %5lu  reference %5lu  nothing %3lu\n", name,
	       middle(cycles[COLD_EXIT], runs), middle(cycles[COLD_ENTRY], runs),
	       middle(cycles[COLD_REFERENCE], runs), middle(cycles[COLD_NOTHING], runs));
}

static void cold(void)
{
	pin(0);
	new_vcpu(0);
	LINE(0) = (void *)&LINE(1);
	memset(touched, 1, sizeof(touched));
	printf("\nTSC cycles after so much memory was touched; the reference: 2 dependent and 3\n"
	       "independent loads; nothing: what measuring itself takes, in each of them\n");
	print_cold(0, "0");
	print_cold(64 << 10, "64 KB");
	print_cold(1 << 20, "1 MB");
	print_cold(COLD_BYTES_MAX, "8 MB");
}

static volatile u64 marker;

/* The record between the two marks is not the vCPU's first. */
static void one_record(void)
{
	char *stack = __builtin_frame_address(0);

	new_vcpu(0);
	print_parts(0);
	print_part("marker", (void *)&marker, sizeof(marker));
	print_part("stack", stack - 4096, 8192);
	our_record(0);
	marker = 1;
	our_record(0);
	marker = 2;
}

static void print_ways(int cpus)
{
	unsigned int i;

	printf("%-34s%10s%10s  %s\n", "ns for an exit and an entry", "alone", "all CPUs",
	       "lost");
	for (i = 0; i < ARRAY_SIZE(ways); i++) {
		u64 lost;
		double alone = run(&ways[i], 1, &lost);
		double all = run(&ways[i], cpus, &lost);

		printf("%-34s%10.1f%10.1f  %llu of %llu\n", ways[i].name, alone, all,
		       (unsigned long long)lost, (unsigned long long)(cpus * RECORDS));
	}
}

int main(int argc, char **argv)
{
	int cpus = sysconf(_SC_NPROCESSORS_ONLN);

	if (cpus > THREADS_MAX)
		cpus = THREADS_MAX;
	kvm_vmexit_reasons_init(KVM_ISA_SVM, some_handled);
	set_cpu_cells();
	if (argc > 1 && !strcmp(argv[1], "--lines")) {
		one_record();
		return 0;
	}
	print_ways(cpus);
	cold();
	return 0;
}
