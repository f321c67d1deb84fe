// SPDX-License-Identifier: GPL-2.0-only
/* Answers the faults of a userfaultfd late. */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "clock.h"
#include "withhold.h"

/*
 * A page of its own, as one that is shared would be replaced when it is written to, and
 * make the guest exit once more. One that is there already wakes whoever waits for it.
 */
static void hand_out(int fd, uint64_t address)
{
	static char zeroes[VM_PAGE_SIZE];
	struct uffdio_copy page = {
		.dst = address & ~(VM_PAGE_SIZE - 1),
		.src = (uintptr_t)zeroes,
		.len = VM_PAGE_SIZE,
	};
	struct uffdio_range range = { .start = page.dst, .len = page.len };

	if (!ioctl(fd, UFFDIO_COPY, &page) ||
	    (errno == EEXIST && !ioctl(fd, UFFDIO_WAKE, &range)))
		return;
	perror("exitgen: handing out a page that was withheld");
	exit(1);
}

static void *withhold_main(void *argument)
{
	const struct withhold *withhold = argument;
	struct uffd_msg message;

	while (read(withhold->fd, &message, sizeof(message)) == sizeof(message)) {
		if (message.event != UFFD_EVENT_PAGEFAULT)
			continue;
		sleep_ms(withhold->ms);
		hand_out(withhold->fd, message.arg.pagefault.address);
	}
	return NULL;
}

int withhold_start(struct withhold *withhold, void *memory, uint64_t size, unsigned int ms,
		   struct vm_error *error)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = {
		.range = { .start = (uintptr_t)memory, .len = size },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	int fd, err;

	fd = syscall(SYS_userfaultfd, O_CLOEXEC);
	if (fd < 0)
		return vm_fail(error, errno, "userfaultfd");
	withhold->fd = fd;
	withhold->ms = ms;
	if (ioctl(fd, UFFDIO_API, &api) < 0 || ioctl(fd, UFFDIO_REGISTER, &range) < 0)
		err = errno;
	else
		err = pthread_create(&withhold->thread, NULL, withhold_main, withhold);
	if (!err)
		return 0;

	close(fd);
	withhold->fd = -1;
	return vm_fail(error, err, "userfaultfd of the pages");
}

void withhold_stop(struct withhold *withhold)
{
	if (withhold->fd < 0)
		return;
	pthread_cancel(withhold->thread);
	pthread_join(withhold->thread, NULL);
	close(withhold->fd);
	withhold->fd = -1;
}
