// SPDX-License-Identifier: GPL-2.0-only
/*
 * early FILE N: a VMM that guesses its vCPU's descriptor, and runs it while KVM_CREATE_VCPU
 * has not returned yet. The guest makes N exits of IN to port 0x10, and when there is FILE,
 * N more. Prints "early" if all were made before the creation had ended.
 *
 * Exit status: 0; 1 if something failed.
 */
#include <err.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define ROM_GPA		0xfffff000
#define ROM_SIZE	4096
#define RESET_VECTOR	0xff0

/* in $0x10, %al; jmp to it */
static const unsigned char code[] = { 0xe4, 0x10, 0xeb, 0xfc };

static const char *file;
static unsigned long exits;
static int vcpu_fd;
static atomic_bool created, ran_before;

static void run(void)
{
	for (unsigned long i = 0; i < exits; i++)
		if (ioctl(vcpu_fd, KVM_RUN, 0))
			err(1, "KVM_RUN");
}

/* Until it is there, there is no such descriptor. */
static void *run_early(void *unused)
{
	while (ioctl(vcpu_fd, KVM_RUN, 0))
		usleep(1000);
	run();
	while (access(file, F_OK))
		usleep(10000);
	run();
	ran_before = !created;
	return unused;
}

static void add_rom(int vm)
{
	struct kvm_userspace_memory_region region = {
		.guest_phys_addr = ROM_GPA, .memory_size = ROM_SIZE,
	};
	unsigned char *rom = mmap(NULL, ROM_SIZE, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (rom == MAP_FAILED)
		err(1, "mmap");
	memcpy(rom + RESET_VECTOR, code, sizeof(code));
	region.userspace_addr = (unsigned long)rom;
	if (ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region))
		err(1, "KVM_SET_USER_MEMORY_REGION");
}

int main(int argc, char **argv)
{
	int kvm = open("/dev/kvm", O_RDWR), vm;
	pthread_t thread;

	if (argc != 3)
		errx(1, "early FILE N");
	file = argv[1];
	exits = strtoul(argv[2], NULL, 10);
	vm = kvm < 0 ? -1 : ioctl(kvm, KVM_CREATE_VM, 0);
	if (vm < 0)
		err(1, "KVM_CREATE_VM");
	add_rom(vm);
	vcpu_fd = dup(vm);	/* the next that is free */
	close(vcpu_fd);
	if (pthread_create(&thread, NULL, run_early, NULL))
		errx(1, "no thread");
	if (ioctl(vm, KVM_CREATE_VCPU, 0) != vcpu_fd)
		errx(1, "another descriptor than was guessed");
	created = true;
	pthread_join(thread, NULL);
	if (ran_before)
		puts("early");
	return 0;
}
