// SPDX-License-Identifier: GPL-2.0-only
/*
 * refused N: N entries of a vCPU that VMX refuses before it looks at the guest's state: an
 * exception comes with an error code that has none. Such an entry has no exit reason.
 * Status: 0 if KVM has told of each; 1.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define INVALID_OPCODE	6
#define CR0_PE		1
#define MEMORY		(4 << 20)	/* without any, 6.1 has no page for tables */

static void die(const char *what)
{
	fprintf(stderr, "refused: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int do_ioctl(int fd, unsigned long request, void *argument, const char *what)
{
	int ret = ioctl(fd, request, argument);

	if (ret < 0)
		die(what);
	return ret;
}

/* refuse: once more, as KVM takes an exception for delivered */
static void refuse(int vcpu, const struct kvm_run *run)
{
	struct kvm_vcpu_events events;

	do_ioctl(vcpu, KVM_GET_VCPU_EVENTS, &events, "KVM_GET_VCPU_EVENTS");
	events.exception.injected = 1;
	events.exception.nr = INVALID_OPCODE;
	events.exception.has_error_code = 1;
	do_ioctl(vcpu, KVM_SET_VCPU_EVENTS, &events, "KVM_SET_VCPU_EVENTS");
	do_ioctl(vcpu, KVM_RUN, NULL, "KVM_RUN");
	if (run->exit_reason == KVM_EXIT_FAIL_ENTRY)
		return;
	fprintf(stderr, "refused: KVM_RUN ended with reason %u\n", run->exit_reason);
	exit(1);
}

static void add_memory(int vm)
{
	const int prot = PROT_READ | PROT_WRITE;
	void *memory = mmap(NULL, MEMORY, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct kvm_userspace_memory_region region = {
		.memory_size = MEMORY,
		.userspace_addr = (unsigned long)memory,
	};

	if (memory == MAP_FAILED)
		die("mmap");
	do_ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region, "KVM_SET_USER_MEMORY_REGION");
}

int main(int argc, char **argv)
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), vm, vcpu, size;
	struct kvm_sregs sregs;
	struct kvm_run *run;

	if (argc != 2 || kvm < 0)
		die("usage: refused N, and /dev/kvm");
	vm = do_ioctl(kvm, KVM_CREATE_VM, NULL, "KVM_CREATE_VM");
	add_memory(vm);
	vcpu = do_ioctl(vm, KVM_CREATE_VCPU, NULL, "KVM_CREATE_VCPU");
	size = do_ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, NULL, "KVM_GET_VCPU_MMAP_SIZE");
	run = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0);
	if (run == MAP_FAILED)
		die("mmap");
	do_ioctl(vcpu, KVM_GET_SREGS, &sregs, "KVM_GET_SREGS");
	sregs.cr0 |= CR0_PE;	/* where exceptions may have error codes */
	do_ioctl(vcpu, KVM_SET_SREGS, &sregs, "KVM_SET_SREGS");
	for (long n = atol(argv[1]); n > 0; n--)
		refuse(vcpu, run);
	return 0;
}
