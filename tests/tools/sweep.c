// SPDX-License-Identifier: GPL-2.0-only
/*
 * sweep - a user process that asks a CPUID leaf of the exit statistics for far
 * more exit reasons than there are, from all CPUs at once, and checks each answer
 */
#include <cpuid.h>
#include <errno.h>
#include <getopt.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CPUS_MAX	64
#define RANGES_MAX	32
#define BELOW_MAX	65536
#define WRONG_SHOWN	10

static const char usage[] =
	"Examples:\n"
	"  sweep --defined 0-166,1024-1027,4294967294-4294967295 --random 1000000 0x4ffffffd\n"
	"  sweep --defined 0-166,1024-1027,4294967294-4294967295 --prefix 0x4ffffffc\n"
	"\n"
	"Usage: sweep --defined LIST [--below N] [--random N] [--prefix] LEAF\n"
	"\n"
	"Asks LEAF with ECX 0 to 65535, each power of two and its neighbours, and N random\n"
	"numbers, the latter shared out among the CPUs.\n"
	"--below N       ECX 0 to N - 1, not to 65535\n"
	"--defined LIST  the exit reasons that the manual defines: their answers have\n"
	"                EDX = 0, all others' are 0, 0, 0, 0xffffffff\n"
	"--prefix        through KVM's instruction emulator (kvm.force_emulation_prefix=1)\n"
	"\n"
	"Prints CPUs, answers, and those of undefined reasons; then \"reason NR EAX\" for the\n"
	"defined reasons whose EAX is not 0, as the first CPU saw it first.\n"
	"\n"
	"Status: 0 all answers right; 1 some wrong, shown on stderr; 2 wrong usage.\n";

struct range {
	uint32_t first, last;
};

struct registers {
	uint32_t eax, ebx, ecx, edx;
};

static struct range defined[RANGES_MAX];
static unsigned int ranges;
static uint32_t below = BELOW_MAX;
static uint64_t random_count;
static bool prefix;
static uint32_t leaf;
static uint32_t first_eax[BELOW_MAX];

struct asker {
	pthread_t thread;
	int cpu;
	uint64_t randoms, state;
	uint64_t answers, undefined, wrong;
};

static void die(const char *what)
{
	fprintf(stderr, "sweep: %s: %s\n", what, strerror(errno));
	exit(1);
}

static bool is_defined(uint32_t nr)
{
	unsigned int i;

	for (i = 0; i < ranges; i++) {
		if (nr >= defined[i].first && nr <= defined[i].last)
			return true;
	}
	return false;
}

static struct registers cpuid(uint32_t nr)
{
	struct registers r;

	if (prefix)
		__asm__ volatile ("ud2; .ascii \"kvm\"; cpuid"
				  : "=a" (r.eax), "=b" (r.ebx), "=c" (r.ecx), "=d" (r.edx)
				  : "a" (leaf), "c" (nr));
	else
		__cpuid_count(leaf, nr, r.eax, r.ebx, r.ecx, r.edx);
	return r;
}

static void ask(struct asker *asker, uint32_t nr)
{
	const struct registers r = cpuid(nr);
	bool right;

	asker->answers++;
	if (is_defined(nr)) {
		right = r.edx == 0;
		if (asker->cpu == 0 && nr < BELOW_MAX && !first_eax[nr])
			first_eax[nr] = r.eax;
	} else {
		asker->undefined++;
		right = !r.eax && !r.ebx && !r.ecx && r.edx == UINT32_MAX;
	}
	if (!right && asker->wrong++ < WRONG_SHOWN)
		fprintf(stderr, "sweep: %#x answers %#x %#x %#x %#x\n", nr, r.eax, r.ebx, r.ecx,
			r.edx);
}

/* Marsaglia's xorshift, 13-7-17 */
static uint32_t next_random(struct asker *asker)
{
	asker->state ^= asker->state << 13;
	asker->state ^= asker->state >> 7;
	asker->state ^= asker->state << 17;
	return asker->state >> 32;
}

static void pin(int cpu)
{
	cpu_set_t cpus;

	CPU_ZERO(&cpus);
	CPU_SET(cpu, &cpus);
	if (sched_setaffinity(0, sizeof(cpus), &cpus))
		die("pinning to a CPU");
}

static void *sweep(void *arg)
{
	struct asker *asker = arg;
	uint64_t i;
	int bit;

	pin(asker->cpu);
	for (i = 0; i < below; i++)
		ask(asker, i);
	for (bit = 0; bit < 32; bit++) {
		ask(asker, (1u << bit) - 1);
		ask(asker, 1u << bit);
		ask(asker, (1u << bit) + 1);
	}
	ask(asker, UINT32_MAX);
	for (i = 0; i < asker->randoms; i++)
		ask(asker, next_random(asker));
	return NULL;
}

static int report(const struct asker *askers, int cpus)
{
	uint64_t answers = 0, undefined = 0, wrong = 0;
	uint32_t nr;
	int i;

	for (i = 0; i < cpus; i++) {
		answers += askers[i].answers;
		undefined += askers[i].undefined;
		wrong += askers[i].wrong;
	}
	printf("cpus %d\nanswers %llu\nundefined %llu\nwrong %llu\n", cpus,
	       (unsigned long long)answers, (unsigned long long)undefined,
	       (unsigned long long)wrong);
	for (nr = 0; nr < BELOW_MAX; nr++) {
		if (first_eax[nr])
			printf("reason %u %u\n", nr, first_eax[nr]);
	}
	return wrong ? 1 : 0;
}

static int sweep_all(void)
{
	struct asker askers[CPUS_MAX] = { 0 };
	int cpus = sysconf(_SC_NPROCESSORS_ONLN);
	int i;

	if (cpus > CPUS_MAX)
		cpus = CPUS_MAX;
	for (i = 0; i < cpus; i++) {
		askers[i].cpu = i;
		askers[i].state = 0x9e3779b97f4a7c15ULL * (i + 1);
		askers[i].randoms = random_count / cpus +
				    ((uint64_t)i < random_count % cpus);
		errno = pthread_create(&askers[i].thread, NULL, sweep, &askers[i]);
		if (errno)
			die("thread");
	}
	for (i = 0; i < cpus; i++)
		pthread_join(askers[i].thread, NULL);
	return report(askers, cpus);
}

static void wrong_usage(const char *what)
{
	fprintf(stderr, "sweep: %s (see sweep --help)\n", what);
	exit(2);
}

/* The number at the start of @text, at most @max; sets @end behind it. */
static uint64_t number(const char *text, char **end, uint64_t max)
{
	uint64_t value;

	errno = 0;
	value = strtoull(text, end, 0);
	if (*end == text || *text == '-' || errno || value > max)
		wrong_usage("not a number that fits");
	return value;
}

static void parse_defined(const char *text)
{
	char *end;

	for (;;) {
		struct range *range = &defined[ranges];

		if (ranges++ == RANGES_MAX)
			wrong_usage("--defined: too many ranges");
		range->first = number(text, &end, UINT32_MAX);
		range->last = range->first;
		if (*end == '-')
			range->last = number(end + 1, &end, UINT32_MAX);
		if (!*end)
			return;
		if (*end != ',')
			wrong_usage("--defined: not a list like 0-34,36");
		text = end + 1;
	}
}

static uint64_t whole_number(const char *text, uint64_t max)
{
	char *end;
	const uint64_t value = number(text, &end, max);

	if (*end)
		wrong_usage("not a number");
	return value;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "defined", required_argument, NULL, 'd' },
		{ "below", required_argument, NULL, 'b' },
		{ "random", required_argument, NULL, 'r' },
		{ "prefix", no_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		switch (option) {
		case 'd':
			parse_defined(optarg);
			break;
		case 'b':
			below = whole_number(optarg, BELOW_MAX);
			break;
		case 'r':
			random_count = whole_number(optarg, UINT32_MAX);
			break;
		case 'p':
			prefix = true;
			break;
		case 'h':
			fputs(usage, stdout);
			return 0;
		default:
			return 2;
		}
	}
	if (optind != argc - 1)
		wrong_usage("one LEAF");
	leaf = whole_number(argv[optind], UINT32_MAX);
	return sweep_all();
}
