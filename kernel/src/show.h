/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: how a copy is printed.
 */
#ifndef __KVM_EXIT_STATS_SHOW_H
#define __KVM_EXIT_STATS_SHOW_H

#include <linux/seq_file.h>

#include "store.h"

/* Which rows there are, and which columns follow `since`. */
enum kvm_exit_rows {
	KVM_EXIT_ROWS_ALL	= 1 << 0,	/* handled reasons that have not happened */
	KVM_EXIT_ROWS_RUNNING	= 1 << 1,	/* time in the guest that no exit has ended */
	KVM_EXIT_ROWS_ENDED	= 1 << 2,	/* when it ended, or - */
};

/* Column names of the rows that kvm_exit_show_rows() prints. */
#define KVM_EXIT_COLUMNS						\
	"nr\tname\texits\tguest\tkernel\tuser\thalted\tblocked\tsteal"	\
	"\tmax\tnested\tsince"

void kvm_exit_show_rows(struct seq_file *m, const char *prefix, unsigned int rows,
			const struct kvm_exit_copy *copy);
void kvm_exit_show_hist_columns(struct seq_file *m);
void kvm_exit_show_hist(struct seq_file *m, const char *prefix, unsigned int rows,
			const struct kvm_exit_copy *copy);
int kvm_exit_show_table(struct seq_file *m, const struct kvm_exit_copy *copy);

#endif /* __KVM_EXIT_STATS_SHOW_H */
