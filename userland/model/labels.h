/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_LABELS_H
#define KVM_EXITSTAT_LABELS_H

#include <stdbool.h>

#include "base/pattern.h"
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
/* Forget all. */
void labels_free(void);

/* Another name that is as good for --vm; the label's is forgotten with the label. */
void vm_set_id(u32 vm, const char *id);

/* The UUID that its VMM was given, "" where there is none; forgotten with the label. */
void vm_set_uuid(u32 vm, const char *uuid);
const char *vm_uuid(u32 vm);

/* The process of a VM, which --vm may mean, too. */
void vm_set_process(u32 vm, unsigned int pid);

/*
 * Whether @text, as given to --vm, means this VM: name, id, pid or "<pid>-<fd>". A name
 * is meant as it is and as it is shown. A pattern means all names that it matches.
 */
bool vm_matches(u32 vm, const char *text);

/* Whether any of these means it. */
bool vm_matches_any(u32 vm, const struct patterns *texts);

/* @text means all of these: the failure names them. */
int fail_ambiguous(const char *text, const u32 *vms, size_t nr, struct failure *f);

#endif
