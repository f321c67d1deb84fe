// SPDX-License-Identifier: GPL-2.0-only
/*
 * lives - VMs that follow each other in one process: each is born, runs or does not, and
 * ends. The next one gets the same file descriptor, and so the same name.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <linux/kvm.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define MAX_VCPUS	1024
#define CODE_GPA	0x1000
#define PAGE_BYTES	4096

static const char usage[] =
	"Examples:\n"
	"  lives --vms 100 --vcpus 2 --exits 5\n"
	"  lives --until /tmp/stop --vcpus 16 --exits 0\n"
	"  lives --vms 1000 --idle </tmp/fifo   \"ready\", then wait for end of input\n"
	"  lives --vms 50 --late </tmp/fifo     \"ready\", then run at a line of input\n"
	"\n"
	"--vms N       so many VMs (default 1), one after the other\n"
	"--until FILE  as many as end before FILE exists, at least one\n"
	"--vcpus N     each with N vCPUs (default 1)\n"
	"--exits N     each makes N CPUID exits (default 1) and halts; 0: it never runs\n"
	"--idle        all VMs stay until end of input\n"
	"--late        as --idle, but none runs before there is a line of input\n"
	"\n"
	"Prints VMs, vCPUs, CPUID exits and milliseconds, tab-separated, after \"lives\".\n"
	"Status: 0; 1 if something failed; 2 wrong usage.\n";

struct options {
	unsigned long vms, vcpus, exits;
	const char *until;
	bool idle, late;
};

struct life {
	int vm;
	int vcpu[MAX_VCPUS];
};

static int kvm, run_size;
static char *code;		/* the guest's one page */

static void die(const char *what)
{
	fprintf(stderr, "lives: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int do_ioctl(int fd, unsigned long request, unsigned long argument, const char *what)
{
	int r = ioctl(fd, request, argument);

	if (r < 0)
		die(what);
	return r;
}

#define DO_IOCTL(fd, request, argument)					\
	do_ioctl(fd, request, (unsigned long)(argument), #request)

/* mov esi, N; again: cpuid; dec esi; jnz again; hlt: as 16-bit code */
static void write_code(uint32_t exits)
{
	const unsigned char bytes[] = {
		0x66, 0xbe, exits, exits >> 8, exits >> 16, exits >> 24,
		0x0f, 0xa2, 0x66, 0x4e, 0x75, 0xfa, 0xf4
	};

	code = mmap(NULL, PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (code == MAP_FAILED)
		die("memory");
	memcpy(code, bytes, sizeof(bytes));
}

static void add_code(int vm)
{
	struct kvm_userspace_memory_region region = {
		.guest_phys_addr = CODE_GPA,
		.memory_size = PAGE_BYTES,
		.userspace_addr = (uintptr_t)code,
	};

	DO_IOCTL(vm, KVM_SET_USER_MEMORY_REGION, &region);
}

static void run(int vcpu)
{
	struct kvm_regs regs = { .rip = CODE_GPA, .rflags = 2 };
	struct kvm_sregs sregs;
	struct kvm_run *run;

	run = mmap(NULL, run_size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
	if (run == MAP_FAILED)
		die("mapping a vCPU");
	DO_IOCTL(vcpu, KVM_GET_SREGS, &sregs);
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	DO_IOCTL(vcpu, KVM_SET_SREGS, &sregs);
	DO_IOCTL(vcpu, KVM_SET_REGS, &regs);
	DO_IOCTL(vcpu, KVM_RUN, 0);
	if (run->exit_reason != KVM_EXIT_HLT) {
		fprintf(stderr, "lives: KVM_RUN ended with %u, not with HLT\n", run->exit_reason);
		exit(1);
	}
	munmap(run, run_size);
}

static void run_all(const struct life *life, const struct options *options)
{
	unsigned long i;

	for (i = 0; options->exits && i < options->vcpus; i++)
		run(life->vcpu[i]);
}

/* All vCPUs are there before the first one runs. */
static void begin(struct life *life, const struct options *options)
{
	unsigned long i;

	life->vm = DO_IOCTL(kvm, KVM_CREATE_VM, 0);
	if (options->exits)
		add_code(life->vm);
	for (i = 0; i < options->vcpus; i++)
		life->vcpu[i] = DO_IOCTL(life->vm, KVM_CREATE_VCPU, i);
	if (!options->late)
		run_all(life, options);
}

static void end(struct life *life, const struct options *options)
{
	unsigned long i;

	for (i = 0; i < options->vcpus; i++)
		close(life->vcpu[i]);
	close(life->vm);
}

static bool goes_on(unsigned long vms, const struct options *options)
{
	if (options->until)
		return !vms || access(options->until, F_OK);
	return vms < options->vms;
}

static void say_ready(void)
{
	printf("ready\n");
	fflush(stdout);
}

/* wait_for_input: a line's end, or without @line all of it */
static void wait_for_input(bool line)
{
	char c;

	while (read(STDIN_FILENO, &c, 1) > 0)
		if (line && c == '\n')
			return;
}

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

/* follow: one after the other; how many */
static unsigned long follow(const struct options *options)
{
	static struct life life;
	unsigned long vms;

	for (vms = 0; goes_on(vms, options); vms++) {
		begin(&life, options);
		end(&life, options);
	}
	return vms;
}

/* stay: all at once; how many */
static unsigned long stay(const struct options *options)
{
	struct life *lives = calloc(options->vms, sizeof(*lives));
	unsigned long i;

	if (!lives)
		die("memory");
	for (i = 0; i < options->vms; i++)
		begin(&lives[i], options);
	say_ready();
	if (options->late) {
		wait_for_input(true);
		for (i = 0; i < options->vms; i++)
			run_all(&lives[i], options);
	}
	wait_for_input(false);
	free(lives);
	return options->vms;
}

static void live(const struct options *options)
{
	double first = now_ms();
	unsigned long vms = options->idle ? stay(options) : follow(options);

	printf("lives\t%lu\t%lu\t%lu\t%.0f\n", vms, vms * options->vcpus,
	       vms * options->vcpus * options->exits, now_ms() - first);
}

static unsigned long parse_number(const char *text, unsigned long least, unsigned long most)
{
	unsigned long n;
	char *rest;

	errno = 0;
	n = strtoul(text, &rest, 10);
	if (errno || rest == text || *rest || *text == '-' || n < least || n > most) {
		fprintf(stderr, "lives: a number from %lu to %lu, not '%s'\n", least, most, text);
		exit(2);
	}
	return n;
}

static void parse(int argc, char **argv, struct options *options)
{
	static const struct option names[] = {
		{ "vms", required_argument, NULL, 'n' },
		{ "until", required_argument, NULL, 'u' },
		{ "vcpus", required_argument, NULL, 'c' },
		{ "exits", required_argument, NULL, 'e' },
		{ "idle", no_argument, NULL, 'i' },
		{ "late", no_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' },
		{ }
	};
	int o;

	while ((o = getopt_long(argc, argv, "", names, NULL)) != -1) {
		switch (o) {
		case 'n':
			options->vms = parse_number(optarg, 1, 1000000);
			break;
		case 'u':
			options->until = optarg;
			break;
		case 'c':
			options->vcpus = parse_number(optarg, 1, MAX_VCPUS);
			break;
		case 'e':
			options->exits = parse_number(optarg, 0, UINT32_MAX);
			break;
		case 'l':
			options->late = true;
			/* fall through */
		case 'i':
			options->idle = true;
			break;
		case 'h':
			fputs(usage, stdout);
			exit(0);
		default:
			exit(2);
		}
	}
	if (optind != argc || (options->until && options->idle)) {
		fputs(usage, stderr);
		exit(2);
	}
}

int main(int argc, char **argv)
{
	struct options options = { .vms = 1, .vcpus = 1, .exits = 1 };
	struct rlimit files = { .rlim_cur = 65536, .rlim_max = 65536 };

	parse(argc, argv, &options);
	/* Of many idle VMs; who may not have so many is told by KVM. */
	setrlimit(RLIMIT_NOFILE, &files);
	kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (kvm < 0)
		die("/dev/kvm");
	run_size = DO_IOCTL(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	write_code(options.exits);
	live(&options);
	return 0;
}
