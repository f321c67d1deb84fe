/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_LABELS_H
#define KVM_EXITSTAT_LABELS_H

#include <stdbool.h>

#include "base/util.h"

/*
 * What people call a VM. The host's files call it "<pid>-<fd>"; the
 * command line of its VMM has the name that its owner gave it (vmm_args.h), else its
 * pid and command.
 */
#define LABEL_TEXT	128

/*
 * The label of a VM, for people; its name in the host's files where no better one is
 * known. One that looks like a row of ours ("TOTAL") has that name in front.
 */
const char *vm_label(u32 vm);

/* What the VM's owner calls it, for machines and to be found by; else as above. */
const char *vm_given_name(u32 vm);

/* What is kept is clean, as text.h says, and shorter than LABEL_TEXT. */
void vm_set_label(u32 vm, const char *label);
bool vm_has_label(u32 vm);
void labels_free(void);

/* Find the label of a running VM under @proc ("/proc") and keep it. */
void vm_find_label(u32 vm, const char *proc);

/* The process of a VM: the thread in its name may not be the first one. 0: gone. */
unsigned int vm_process(u32 vm, const char *proc);

/* The parent of a process; 0: gone. */
unsigned int process_parent(unsigned int pid, const char *proc);

/*
 * Whether @text, as given to --vm, means this VM: name, id, pid or "<pid>-<fd>". A name
 * is meant as it is and as it is shown.
 */
bool vm_matches(u32 vm, const char *text);

/* @text means all of these: the failure names them. */
int fail_ambiguous(const char *text, const u32 *vms, size_t nr, struct failure *f);

#endif
