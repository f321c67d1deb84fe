// SPDX-License-Identifier: GPL-2.0-only
/* The command line: every number checked in full, every mistake named. */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "request.h"

#define COUNT_MAX	1000000000000ULL
#define PAGES_MAX	67108864ULL		/* 256 GiB of memory */
#define DEVICES_MAX	8192ULL			/* 32 MiB without, for each vCPU */
#define ASKED_MAX	16777216ULL
#define VCPUS_MAX	4096
#define MS_MAX		3600000
#define SECONDS_MAX	86400
#define READERS_MAX	64

static const char help_top[] =
"exitgen - a guest that makes an exact number of VM exits\n"
"\n"
"Examples:\n"
"  exitgen cpuid=1000 io=500              1,000 and 500 exits (and one more OUT at the end)\n"
"  exitgen --vcpus 4 --cpus 0,1 cpuid=250000\n"
"                                         4 vCPUs on 2 CPUs, 250,000 exits each\n"
"  exitgen halt-wake=2 --halt-ms 1000     two halts of a second each\n"
"  exitgen cpuid=10 --ask 0x4ffffffd:0x72\n"
"                                         then print what this CPUID leaf answers\n"
"  exitgen --withhold-ms 300 page=2       two pages that come 300 ms late each\n"
"  exitgen --hold cpuid=10                keep the VM until a line on standard input\n"
"  exitgen --statistics cpuid=10          what KVM_GET_STATS_FD shows of the vCPU\n"
"  exitgen --bench cpuid=200000           ticks of the time stamp counter per exit\n"
"  exitgen --list                         kind, reason number, reason name on this host\n"
"\n"
"Usage: exitgen [OPTION]... KIND=COUNT...\n"
"\n"
"  --vcpus N              number of vCPUs, each makes every COUNT (1)\n"
"  --cpus LIST            pin vCPU i to the i-th CPU of LIST (0,2-3), in turn\n"
"  --ask LEAF[:INDEX]     after the exits print CPUID LEAF with ECX INDEX, from vCPU 0\n"
"  --ask-range LEAF:FIRST-LAST\n"
"                         the same for every INDEX from FIRST to LAST\n"
"  --ask-by WAY           exit: a plain CPUID (default); prefix: through KVM's instruction\n"
"                         emulator (needs kvm.force_emulation_prefix=1); real-mode: from\n"
"                         16-bit code, which KVM emulates where kvm_intel.unrestricted_guest=0;\n"
"                         guest: in a guest of the guest, which intercepts no CPUID (SVM only)\n"
"  --hold                 print \"ready\", keep the stopped VM until a line or end of input\n"
"  --statistics           print each vCPU's binary statistics when it has stopped\n"
"  --readers N            N threads read them while the guests run (0)\n"
"  --halt-ms M            each halt-wake lasts at least M milliseconds (0)\n"
"  --user-sleep-ms M      userspace sleeps M milliseconds on each vCPU's first io or io-in\n"
"  --until FILE           either lasts until there is this file as well\n"
"  --withhold-ms M        each page comes M milliseconds after its first touch (userfaultfd)\n"
"  --withhold-as WAY      what KVM does meanwhile: sleep (default); apic: the same, with local\n"
"                         APICs in KVM; halt: it halts the vCPU, whose interrupts are on;\n"
"                         guest: it tells the guest, which goes on (asynchronous page faults)\n"
"  --spin N               each vCPU first reads its clock N times, without an exit\n"
"  --timeout S            give up with status 1 after S seconds (never)\n"
"  --bench KIND=COUNT     warm up with COUNT exits, measure COUNT more\n"
"  --list                 print the kinds; of cpuid also where its guest goes on\n"
"  --help                 print this\n"
"\n"
"Kinds:\n";

static const char help_bottom[] =
"\n"
"Each vCPU ends with one OUT to a port (\"done\"), vCPU 0 with one more if --ask is given.\n"
"Output, tab-separated:\n"
"  made NAME N            exits of that reason, all vCPUs, \"done\" and --ask included\n"
"  at-least NAME N        the same, but KVM's own page faults come on top: shadow paging,\n"
"                         EPT without accessed bits, kernels before 6.11\n"
"  tsc VCPU FIRST LAST BEGIN DONE\n"
"                         time stamp counter at the guest's first instructions, after the\n"
"                         last KVM_RUN, before the first KVM_RUN, and before the exit that\n"
"                         ends its counted ones\n"
"  ask LEAF INDEX EAX EBX ECX EDX\n"
"  stat VCPU NAME VALUE...\n"
"                         of --statistics: the buckets of a histogram from 0 on\n"
"  read N FAILED BACKWARDS TORN\n"
"                         of each of --readers: its reads; words that became smaller;\n"
"                         reads that were not of one moment\n"
"  ready PID FD           the VM is PID-FD in debugfs\n"
"With --bench: KIND N ticks/exit. N is the time from the first vCPU's start to the last\n"
"vCPU's end, times the CPUs that were busy (at most one per vCPU), per exit.\n"
"\n"
"Status: 0 all exits made; 1 something failed; 2 wrong usage.\n";

static void print_help(void)
{
	const struct kind *kind;

	fputs(help_top, stdout);
	for (kind = kinds; kind->name; kind++)
		printf("  %-12s %s\n", kind->name, kind->help);
	fputs(help_bottom, stdout);
}

static void usage(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

static void usage(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("exitgen: ", stderr);
	vfprintf(stderr, format, args);
	fputs(" (see exitgen --help)\n", stderr);
	va_end(args);
	exit(2);
}

/*
 * A number at the start of @text, no sign and no blanks, at most @max; sets
 * @end behind it.
 */
static int scan_number(const char *text, int base, uint64_t max, uint64_t *value, char **end)
{
	if (*text < '0' || *text > '9')
		return -1;
	errno = 0;
	*value = strtoull(text, end, base);
	return errno || *value > max ? -1 : 0;
}

static uint64_t parse_number(const char *what, const char *text, int base, uint64_t max)
{
	uint64_t value;
	char *end;

	if (scan_number(text, base, max, &value, &end) || *end)
		usage("%s: '%s' is not a number from 0 to %llu", what, text,
		      (unsigned long long)max);
	return value;
}

static void parse_count(struct request *request, const char *text)
{
	const char *equals = strchr(text, '=');
	const struct kind *kind;
	uint64_t count;

	if (!equals)
		usage("'%s' is not KIND=COUNT", text);
	kind = kind_find(text, equals - text);
	if (!kind)
		usage("'%.*s' is no kind of exit", (int)(equals - text), text);
	if (request_count(request, kind))
		usage("%s is given twice", kind->name);

	count = parse_number(kind->name, equals + 1, 10,
			     kind->flags & KIND_LAST ? 1 :
			     kind->flags & KIND_PAGE ? PAGES_MAX :
			     kind->flags & KIND_DEVICES ? DEVICES_MAX : COUNT_MAX);
	if (count)
		request->counts[request->counts_used++] = (struct request_count) {
			.kind = kind, .count = count,
		};
}

static void add_ask(struct request *request, uint64_t leaf, uint64_t first, uint64_t last)
{
	if (request->asks_used == REQUEST_ASKS)
		usage("more than %d times --ask or --ask-range", REQUEST_ASKS);
	request->asks[request->asks_used++] = (struct request_ask) {
		.leaf = leaf, .first = first, .last = last,
	};
	if (request_asked(request) > ASKED_MAX)
		usage("more than %llu leaves to ask for", ASKED_MAX);
}

static void parse_ask(struct request *request, const char *text)
{
	uint64_t leaf, index = 0;
	char *end;

	if (scan_number(text, 0, UINT32_MAX, &leaf, &end))
		goto bad;
	if (*end == ':' && scan_number(end + 1, 0, UINT32_MAX, &index, &end))
		goto bad;
	if (*end)
		goto bad;
	add_ask(request, leaf, index, index);
	return;
bad:
	usage("--ask: '%s' is not LEAF or LEAF:INDEX, 32-bit numbers", text);
}

static void parse_ask_range(struct request *request, const char *text)
{
	uint64_t leaf, first, last;
	char *end;

	if (scan_number(text, 0, UINT32_MAX, &leaf, &end) || *end != ':' ||
	    scan_number(end + 1, 0, UINT32_MAX, &first, &end) || *end != '-' ||
	    scan_number(end + 1, 0, UINT32_MAX, &last, &end) || *end || first > last)
		usage("--ask-range: '%s' is not LEAF:FIRST-LAST, 32-bit numbers", text);
	add_ask(request, leaf, first, last);
}

static int find_word(const char *text, const char *const *words, int count)
{
	while (count-- && strcmp(text, words[count]))
		;
	return count;
}

static enum ask_by parse_ask_by(const char *text)
{
	static const char *const ways[] = {
		[ASK_BY_EXIT] = "exit", [ASK_BY_PREFIX] = "prefix",
		[ASK_BY_REAL_MODE] = "real-mode", [ASK_BY_GUEST] = "guest",
	};
	const int way = find_word(text, ways, sizeof(ways) / sizeof(ways[0]));

	if (way < 0)
		usage("--ask-by: '%s' is none of exit, prefix, real-mode, guest", text);
	return way;
}

static enum withhold_as parse_withhold_as(const char *text)
{
	static const char *const ways[] = {
		[WITHHOLD_SLEEP] = "sleep", [WITHHOLD_APIC] = "apic",
		[WITHHOLD_HALT] = "halt", [WITHHOLD_GUEST] = "guest",
	};
	const int way = find_word(text, ways, sizeof(ways) / sizeof(ways[0]));

	if (way < 0)
		usage("--withhold-as: '%s' is none of sleep, apic, halt, guest", text);
	return way;
}

static void add_cpus(struct request *request, uint64_t first, uint64_t last)
{
	uint64_t cpu;

	for (cpu = first; cpu <= last; cpu++) {
		if (request->cpus_used == REQUEST_CPUS)
			usage("--cpus: more than %d CPUs", REQUEST_CPUS);
		request->cpus[request->cpus_used++] = cpu;
	}
}

static void parse_cpus(struct request *request, const char *text)
{
	const char *at = text;
	uint64_t first, last;
	char *end;

	request->cpus_used = 0;
	for (;;) {
		if (scan_number(at, 10, REQUEST_CPUS - 1, &first, &end))
			break;
		last = first;
		if (*end == '-' && scan_number(end + 1, 10, REQUEST_CPUS - 1, &last, &end))
			break;
		if (last < first)
			break;
		add_cpus(request, first, last);
		if (!*end)
			return;
		if (*end != ',')
			break;
		at = end + 1;
	}
	usage("--cpus: '%s' is not a list of CPUs like 0,2-3", text);
}

static void check(const struct request *request)
{
	const uint64_t last = request_count_flags(request, KIND_LAST);

	if (!request->counts_used && !request->asks_used && !request->list && !request->hold)
		usage("nothing to do: give KIND=COUNT, for example cpuid=1000");
	if (request_count_flags(request, KIND_IRQCHIP) &&
	    request_count_flags(request, KIND_NO_IRQCHIP))
		usage("hlt and halt-wake or msr-fast need different VMs: run exitgen twice");
	if (last && (request->asks_used || request_count_flags(request, KIND_ENTRY)))
		usage("nothing can follow shutdown: run exitgen twice");
	if (request->bench && (last || request->asks_used || request->hold))
		usage("--bench goes with neither shutdown nor --ask nor --hold");
	if (request->bench && (request->statistics || request->readers))
		usage("--bench goes with neither --statistics nor --readers");
	if (request->bench && request->counts_used != 1)
		usage("--bench measures one kind, with a count above 0, at a time");
	if (request->ask_by != ASK_BY_EXIT && !request->asks_used)
		usage("--ask-by needs --ask or --ask-range");
	if (request->withhold_ms && !request_count_flags(request, KIND_PAGE))
		usage("--withhold-ms needs page");
	if (request->withhold_as != WITHHOLD_SLEEP && !request->withhold_ms)
		usage("--withhold-as needs --withhold-ms");
	if (request->withhold_as != WITHHOLD_SLEEP &&
	    request_count_flags(request, KIND_NO_IRQCHIP))
		usage("hlt and --withhold-as need different VMs: run exitgen twice");
	if (request->withhold_as == WITHHOLD_GUEST && request->vcpus > 1)
		usage("--withhold-as guest is for one vCPU");
	if (request->withhold_as == WITHHOLD_GUEST && request->ask_by == ASK_BY_GUEST)
		usage("--withhold-as guest and --ask-by guest: run exitgen twice");
	if (request->user_sleep_ms && !request_count(request, kind_find("io", 2)) &&
	    !request_count(request, kind_find("io-in", 5)))
		usage("--user-sleep-ms needs io or io-in");
	if (request->halt_ms && !request_count(request, kind_find("halt-wake", 9)))
		usage("--halt-ms needs halt-wake");
	if (request->until && !request_count(request, kind_find("halt-wake", 9)) &&
	    !request_count(request, kind_find("io", 2)) &&
	    !request_count(request, kind_find("io-in", 5)))
		usage("--until needs halt-wake, io or io-in");
}

enum option_id {
	OPTION_VCPUS = 256,
	OPTION_CPUS,
	OPTION_ASK,
	OPTION_ASK_RANGE,
	OPTION_ASK_BY,
	OPTION_HOLD,
	OPTION_STATISTICS,
	OPTION_READERS,
	OPTION_HALT_MS,
	OPTION_USER_SLEEP_MS,
	OPTION_UNTIL,
	OPTION_WITHHOLD_MS,
	OPTION_WITHHOLD_AS,
	OPTION_SPIN,
	OPTION_TIMEOUT,
	OPTION_BENCH,
	OPTION_LIST,
	OPTION_HELP,
};

static const struct option options[] = {
	{ "vcpus", required_argument, NULL, OPTION_VCPUS },
	{ "cpus", required_argument, NULL, OPTION_CPUS },
	{ "ask", required_argument, NULL, OPTION_ASK },
	{ "ask-range", required_argument, NULL, OPTION_ASK_RANGE },
	{ "ask-by", required_argument, NULL, OPTION_ASK_BY },
	{ "hold", no_argument, NULL, OPTION_HOLD },
	{ "statistics", no_argument, NULL, OPTION_STATISTICS },
	{ "readers", required_argument, NULL, OPTION_READERS },
	{ "halt-ms", required_argument, NULL, OPTION_HALT_MS },
	{ "user-sleep-ms", required_argument, NULL, OPTION_USER_SLEEP_MS },
	{ "until", required_argument, NULL, OPTION_UNTIL },
	{ "withhold-ms", required_argument, NULL, OPTION_WITHHOLD_MS },
	{ "withhold-as", required_argument, NULL, OPTION_WITHHOLD_AS },
	{ "spin", required_argument, NULL, OPTION_SPIN },
	{ "timeout", required_argument, NULL, OPTION_TIMEOUT },
	{ "bench", required_argument, NULL, OPTION_BENCH },
	{ "list", no_argument, NULL, OPTION_LIST },
	{ "help", no_argument, NULL, OPTION_HELP },
	{ NULL, 0, NULL, 0 },
};

static void parse_option(struct request *request, int option)
{
	switch (option) {
	case OPTION_VCPUS:
		request->vcpus = parse_number("--vcpus", optarg, 10, VCPUS_MAX);
		if (!request->vcpus)
			usage("--vcpus: at least 1");
		break;
	case OPTION_CPUS:
		parse_cpus(request, optarg);
		break;
	case OPTION_ASK:
		parse_ask(request, optarg);
		break;
	case OPTION_ASK_RANGE:
		parse_ask_range(request, optarg);
		break;
	case OPTION_ASK_BY:
		request->ask_by = parse_ask_by(optarg);
		break;
	case OPTION_HOLD:
		request->hold = 1;
		break;
	case OPTION_STATISTICS:
		request->statistics = 1;
		break;
	case OPTION_READERS:
		request->readers = parse_number("--readers", optarg, 10, READERS_MAX);
		break;
	case OPTION_HALT_MS:
		request->halt_ms = parse_number("--halt-ms", optarg, 10, MS_MAX);
		break;
	case OPTION_USER_SLEEP_MS:
		request->user_sleep_ms = parse_number("--user-sleep-ms", optarg, 10, MS_MAX);
		break;
	case OPTION_UNTIL:
		request->until = optarg;
		break;
	case OPTION_WITHHOLD_MS:
		request->withhold_ms = parse_number("--withhold-ms", optarg, 10, MS_MAX);
		break;
	case OPTION_WITHHOLD_AS:
		request->withhold_as = parse_withhold_as(optarg);
		break;
	case OPTION_SPIN:
		request->spin = parse_number("--spin", optarg, 10, COUNT_MAX);
		break;
	case OPTION_TIMEOUT:
		request->timeout = parse_number("--timeout", optarg, 10, SECONDS_MAX);
		break;
	case OPTION_BENCH:
		request->bench = 1;
		parse_count(request, optarg);
		break;
	case OPTION_LIST:
		request->list = 1;
		break;
	case OPTION_HELP:
		print_help();
		exit(0);
	default:
		/* getopt has named the mistake. */
		fputs("exitgen: see exitgen --help\n", stderr);
		exit(2);
	}
}

void request_parse(struct request *request, int argc, char **argv)
{
	int option;

	*request = (struct request) { .vcpus = 1 };
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		parse_option(request, option);
	for (; optind < argc; optind++)
		parse_count(request, argv[optind]);
	check(request);
}

uint64_t request_count(const struct request *request, const struct kind *kind)
{
	unsigned int i;

	for (i = 0; i < request->counts_used; i++) {
		if (request->counts[i].kind == kind)
			return request->counts[i].count;
	}
	return 0;
}

uint64_t request_count_flags(const struct request *request, unsigned int flags)
{
	uint64_t count = 0;
	unsigned int i;

	for (i = 0; i < request->counts_used; i++) {
		if (request->counts[i].kind->flags & flags)
			count += request->counts[i].count;
	}
	return count;
}

uint64_t request_asked(const struct request *request)
{
	uint64_t asked = 0;
	unsigned int i;

	for (i = 0; i < request->asks_used; i++)
		asked += (uint64_t)request->asks[i].last - request->asks[i].first + 1;
	return asked;
}
