/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_VM_PROCESS_H
#define KVM_EXITSTAT_VM_PROCESS_H

#include "base/util.h"

/* Find the label of a running VM under @proc ("/proc") and keep it. */
void vm_find_label(u32 vm, const char *proc);

/* The process of a VM: the thread in its name may not be the first one. 0: gone. */
unsigned int vm_process(u32 vm, const char *proc);

#endif
