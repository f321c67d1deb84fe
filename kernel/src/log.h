/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: a summary in the kernel log every so many exits.
 */
#ifndef __KVM_VMEXIT_LOG_H
#define __KVM_VMEXIT_LOG_H

#include <linux/types.h>

#include "copy.h"

/* One caller at a time.  0 exits: no log. */
u64 kvm_vmexit_log_interval(void);
void kvm_vmexit_log_set_interval(u64 exits);
void kvm_vmexit_log_summary(const struct kvm_vmexit_copy *host, u64 exits);

/* When no file is left to switch the log on again. */
void kvm_vmexit_log_exit(void);

#endif /* __KVM_VMEXIT_LOG_H */
