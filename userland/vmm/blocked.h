/* SPDX-License-Identifier: GPL-2.0-only */
/* Is a vCPU blocked in a halt? Asked of KVM's binary statistics, at any time. */
#ifndef VMM_BLOCKED_H
#define VMM_BLOCKED_H

#include <sys/types.h>

#include "vmm/vmm.h"

/**
 * struct blocked - where the answer is
 * @fd: the vCPU's statistics
 * @offset: of the 64-bit value in it
 */
struct blocked {
	int fd;
	off_t offset;
};

/* 0 or a negative errno, @vcpu->error says what failed. */
int blocked_open(struct blocked *blocked, struct vcpu *vcpu);
void blocked_close(struct blocked *blocked);
/* 1 or 0, or -1 if KVM does not tell. */
int blocked_now(const struct blocked *blocked);

#endif /* VMM_BLOCKED_H */
