// SPDX-License-Identifier: GPL-2.0-only
/* Finds the statistic "blocking" of a vCPU and reads it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "vmm/blocked.h"

#define STATISTIC	"blocking"

/* The position of one statistic in the file, or -1. */
static off_t find(int fd, const struct kvm_stats_header *header)
{
	const size_t size = sizeof(struct kvm_stats_desc) + header->name_size;
	struct kvm_stats_desc *desc = malloc(size + 1);
	off_t found = -1;
	uint32_t i;

	for (i = 0; desc && found < 0 && i < header->num_desc; i++) {
		if (pread(fd, desc, size, header->desc_offset + i * size) != (ssize_t)size)
			break;
		((char *)desc)[size] = '\0';
		if (!strcmp(desc->name, STATISTIC))
			found = (off_t)header->data_offset + desc->offset;
	}
	free(desc);
	return found;
}

int blocked_open(struct blocked *blocked, struct vcpu *vcpu)
{
	struct kvm_stats_header header;

	blocked->fd = ioctl(vcpu->fd, KVM_GET_STATS_FD, NULL);
	if (blocked->fd < 0)
		return vm_fail(&vcpu->error, errno, "KVM_GET_STATS_FD of vCPU %u", vcpu->id);

	blocked->offset = -1;
	if (pread(blocked->fd, &header, sizeof(header), 0) == sizeof(header))
		blocked->offset = find(blocked->fd, &header);
	if (blocked->offset >= 0)
		return 0;

	close(blocked->fd);
	return vm_fail(&vcpu->error, 0, "KVM has no statistic \"" STATISTIC "\" of vCPU %u",
		       vcpu->id);
}

void blocked_close(struct blocked *blocked)
{
	close(blocked->fd);
}

int blocked_now(const struct blocked *blocked)
{
	uint64_t value;

	if (pread(blocked->fd, &value, sizeof(value), blocked->offset) != sizeof(value))
		return -1;
	return value != 0;
}
