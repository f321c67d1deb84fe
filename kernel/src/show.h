/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VM exit statistics: how a copy is printed.
 */
#ifndef __KVM_VMEXIT_SHOW_H
#define __KVM_VMEXIT_SHOW_H

#include <linux/seq_file.h>

#include "copy.h"

/* Which rows there are, and which columns follow `since`. */
enum kvm_vmexit_rows {
	KVM_VMEXIT_ROWS_ALL	= 1 << 0, /* handled reasons without an exit */
	KVM_VMEXIT_ROWS_RUNNING	= 1 << 1, /* guest time no exit has ended */
	KVM_VMEXIT_ROWS_ENDED	= 1 << 2, /* when it ended, or - */
};

/* Column names of the rows that kvm_vmexit_show_rows() prints. */
#define KVM_VMEXIT_COLUMNS						\
	"nr\tname\texits\tguest\tkernel\tuser\thalted\tblocked\tsteal"	\
	"\tmax\tnested\tsince"

/* Those that came later, behind what follows `since`. */
#define KVM_VMEXIT_COLUMNS_BEHIND "\tto_user\n"

void kvm_vmexit_show_rows(struct seq_file *m, const char *prefix,
			  unsigned int rows,
			  const struct kvm_vmexit_copy *copy);
void kvm_vmexit_show_hist_columns(struct seq_file *m);
void kvm_vmexit_show_hist(struct seq_file *m, const char *prefix,
			  unsigned int rows,
			  const struct kvm_vmexit_copy *copy);
/* Column names of the rows that kvm_vmexit_show_causes() prints. */
#define KVM_VMEXIT_CAUSES_COLUMNS "nr\tname\tcause\texits\tkernel\tsince\n"

void kvm_vmexit_show_causes(struct seq_file *m, const char *prefix,
			    unsigned int rows,
			    const struct kvm_vmexit_copy *copy);
/* Column names of the rows that kvm_vmexit_show_slowest() prints. */
#define KVM_VMEXIT_SLOWEST_COLUMNS				\
	"nr\tname\tkernel\trealtime\tvm\tvcpu\tcpu\trip\tcpl"	\
	"\tcause\tsince\n"

void kvm_vmexit_show_slowest(struct seq_file *m,
			     const struct kvm_vmexit_copy *copy);
int kvm_vmexit_show_table(struct seq_file *m,
			  const struct kvm_vmexit_copy *copy);

#endif /* __KVM_VMEXIT_SHOW_H */
