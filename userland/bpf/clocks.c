// SPDX-License-Identifier: GPL-2.0-only
#include <fcntl.h>
#include <linux/kvm.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include "clocks.h"

unsigned long long bpf_clock_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

/* khz_of: of a descriptor's VM; a VM has it since 5.18 */
static int khz_of(int vm)
{
	return ioctl(vm, KVM_GET_TSC_KHZ, 0);
}

unsigned int bpf_tsc_khz(void)
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), vm = -1, khz = 0;

	if (kvm >= 0)
		vm = ioctl(kvm, KVM_CREATE_VM, 0);
	if (vm >= 0) {
		khz = khz_of(vm);
		close(vm);
	}
	if (kvm >= 0)
		close(kvm);
	return khz > 0 ? khz : 1000000;
}
