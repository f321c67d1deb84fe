/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: how a store is printed.
 */
#ifndef __KVM_EXIT_STATS_SHOW_H
#define __KVM_EXIT_STATS_SHOW_H

#include <linux/seq_file.h>

#include "store.h"

/* Tab-separated, a line of column names and one row per reason; see show.c. */
void kvm_exit_show_exits(struct seq_file *m, const struct kvm_exit_slot *slots);

/* For people: aligned, most exits first. */
int kvm_exit_show_table(struct seq_file *m, const struct kvm_exit_slot *slots);

#endif /* __KVM_EXIT_STATS_SHOW_H */
