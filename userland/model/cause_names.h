/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_CAUSE_NAMES_H
#define KVM_EXITSTAT_CAUSE_NAMES_H

/*
 * What people call a cause as the host prints it: of "wrmsr:0x6e0" "IA32_TSC_DEADLINE",
 * of "in:0x70/1" what is at the port. "" where causes.txt has no name for it.
 */
const char *cause_name(const char *cause);

#endif
