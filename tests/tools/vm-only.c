// SPDX-License-Identifier: GPL-2.0-only
/* Has a VM, and /dev/kvm no longer, until it is ended. */
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

int main(void)
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);

	if (kvm < 0 || ioctl(kvm, KVM_CREATE_VM, 0) < 0) {
		perror("/dev/kvm");
		return 1;
	}
	close(kvm);
	puts("ready");
	fflush(stdout);
	pause();
	return 0;
}
