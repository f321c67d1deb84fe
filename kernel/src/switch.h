/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: how much is recorded.
 */
#ifndef __KVM_EXIT_STATS_SWITCH_H
#define __KVM_EXIT_STATS_SWITCH_H

#include <linux/types.h>

enum kvm_exit_detail {
	KVM_EXIT_DETAIL_COUNTS,
	KVM_EXIT_DETAIL_TIME,
	KVM_EXIT_DETAIL_FULL,
};

bool kvm_exit_is_enabled(void);
enum kvm_exit_detail kvm_exit_detail(void);
void kvm_exit_switch(bool enabled, enum kvm_exit_detail detail);

#endif /* __KVM_EXIT_STATS_SWITCH_H */
