// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "base/fields.h"
#include "base/proc.h"
#include "model/labels.h"
#include "model/names.h"
#include "sources/vm_process.h"
#include "sources/vmm_args.h"

unsigned int vm_process(u32 vm, const char *proc)
{
	return process_of(leading_number(name_text(vm)), proc);
}

void vm_find_label(u32 vm, const char *proc)
{
	char args[16384], comm[64], name[LABEL_TEXT];
	unsigned int pid = vm_process(vm, proc);
	struct vm_names names;
	size_t len;

	if (!pid)
		return;
	vm_set_process(vm, pid);
	len = proc_read(proc, pid, "cmdline", args, sizeof(args));
	if (vm_names(args, len, &names)) {
		vm_set_label(vm, names.name);
		if (names.id[0])
			vm_set_id(vm, names.id);
		vm_set_uuid(vm, names.uuid);
		return;
	}
	len = proc_read(proc, pid, "comm", comm, sizeof(comm) - 1);
	comm[len] = '\0';
	comm[strcspn(comm, "\n")] = '\0';
	snprintf(name, sizeof(name), "%u %s", pid, comm);
	vm_set_label(vm, name);
}
