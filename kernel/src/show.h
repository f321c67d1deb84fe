/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: how a copy is printed.
 */
#ifndef __KVM_EXIT_STATS_SHOW_H
#define __KVM_EXIT_STATS_SHOW_H

#include <linux/seq_file.h>

#include "store.h"

/* Column names of the rows that kvm_exit_show_rows() prints. */
#define KVM_EXIT_COLUMNS \
	"nr\tname\texits\tguest\tkernel\tuser\thalted\tpreempted\tmax\tnested\n"

void kvm_exit_show_rows(struct seq_file *m, const char *prefix, bool all,
			const struct kvm_exit_copy *copy);
void kvm_exit_show_hist(struct seq_file *m, bool closed,
			const struct kvm_exit_copy *copy);
int kvm_exit_show_table(struct seq_file *m, const struct kvm_exit_copy *copy);

#endif /* __KVM_EXIT_STATS_SHOW_H */
