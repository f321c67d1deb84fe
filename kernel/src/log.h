/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: a summary in the kernel log every so many exits.
 */
#ifndef __KVM_EXIT_STATS_LOG_H
#define __KVM_EXIT_STATS_LOG_H

#include <linux/types.h>

/* Both under kvm_exit_lock.  0 exits: no log. */
u64 kvm_exit_log_interval(void);
void kvm_exit_log_set_interval(u64 exits);

/* Without the lock, when no file is left to switch the log on again. */
void kvm_exit_log_exit(void);

#endif /* __KVM_EXIT_STATS_LOG_H */
