/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_OUTPUT_H
#define KVM_EXITSTAT_OUTPUT_H

/* Flush standard output, or die. */
void flush_output(void);

#endif
