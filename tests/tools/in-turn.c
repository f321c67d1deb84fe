// SPDX-License-Identifier: GPL-2.0-only
/*
 * in-turn - one process in which VMs follow each other, each with the file descriptor of
 * the one before, and so with its name in debugfs
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define CODE_GPA	0x1000
#define PAGE		4096

static const char usage[] =
	"Example:\n"
	"  in-turn 1000:50 20:0 0:0\n"
	"\n"
	"Usage: in-turn EXITS:MS...\n"
	"\n"
	"For each argument a VM whose vCPU makes EXITS CPUID exits and a HLT (none: it never\n"
	"runs), is then kept for MS milliseconds, and closed. Prints of each its PID and its\n"
	"file descriptor, EXITS, and CLOCK_BOOTTIME in ns before it was created and before and\n"
	"after it was closed, tab-separated.\n"
	"\n"
	"Status: 0; 1 something failed; 2 wrong usage.\n";

/* 16-bit: ESI times CPUID, then HLT. */
static const uint8_t code[] = {
	0x0f, 0xa2,		/* again: cpuid */
	0x66, 0x4e,		/* dec esi */
	0x75, 0xfa,		/* jnz again */
	0xf4,			/* hlt */
};

static void die(const char *what)
{
	fprintf(stderr, "in-turn: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int checked(int result, const char *what)
{
	if (result < 0)
		die(what);
	return result;
}

static uint64_t boot_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

static void sleep_ms(unsigned int ms)
{
	struct timespec left = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

static void run(int vcpu, struct kvm_run *run, uint32_t exits)
{
	struct kvm_regs regs = { .rip = CODE_GPA, .rsi = exits, .rflags = 2 };
	struct kvm_sregs sregs;

	checked(ioctl(vcpu, KVM_GET_SREGS, &sregs), "KVM_GET_SREGS");
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	checked(ioctl(vcpu, KVM_SET_SREGS, &sregs), "KVM_SET_SREGS");
	checked(ioctl(vcpu, KVM_SET_REGS, &regs), "KVM_SET_REGS");
	checked(ioctl(vcpu, KVM_RUN, 0), "KVM_RUN");
	if (run->exit_reason != KVM_EXIT_HLT) {
		fprintf(stderr, "in-turn: KVM_RUN ended with %u\n", run->exit_reason);
		exit(1);
	}
}

static void live(int kvm, uint32_t exits, unsigned int ms)
{
	const int size = checked(ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0), "KVM_GET_VCPU_MMAP_SIZE");
	struct kvm_userspace_memory_region region = {
		.guest_phys_addr = CODE_GPA, .memory_size = PAGE,
	};
	uint64_t created = boot_ns(), closing;
	const int vm = checked(ioctl(kvm, KVM_CREATE_VM, 0), "KVM_CREATE_VM");
	struct kvm_run *shared;
	char *page;
	int vcpu;

	page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		die("a page");
	memcpy(page, code, sizeof(code));
	region.userspace_addr = (uintptr_t)page;
	checked(ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region), "KVM_SET_USER_MEMORY_REGION");
	vcpu = checked(ioctl(vm, KVM_CREATE_VCPU, 0), "KVM_CREATE_VCPU");
	shared = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
	if (shared == MAP_FAILED)
		die("mapping the vCPU");
	if (exits)
		run(vcpu, shared, exits);
	sleep_ms(ms);

	closing = boot_ns();
	munmap(shared, size);
	close(vcpu);
	close(vm);
	munmap(page, PAGE);
	printf("%d\t%d\t%u\t%llu\t%llu\t%llu\n", (int)getpid(), vm, exits,
	       (unsigned long long)created, (unsigned long long)closing,
	       (unsigned long long)boot_ns());
	fflush(stdout);
}

/* EXITS:MS, and nothing else */
static bool parse(const char *text, unsigned long *exits, unsigned long *ms)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*exits = strtoul(text, &end, 10);
	if (*end != ':' || end[1] < '0' || end[1] > '9')
		return false;
	*ms = strtoul(end + 1, &end, 10);
	return !errno && !*end && *exits <= UINT32_MAX && *ms <= 3600000;
}

int main(int argc, char **argv)
{
	unsigned long exits, ms;
	int kvm, i;

	for (i = 1; i < argc; i++) {
		if (!parse(argv[i], &exits, &ms))
			break;
	}
	if (argc < 2 || i < argc) {
		fputs(usage, stderr);
		return 2;
	}
	kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (kvm < 0)
		die("/dev/kvm");
	for (i = 1; i < argc; i++) {
		parse(argv[i], &exits, &ms);
		live(kvm, exits, ms);
	}
	return 0;
}
