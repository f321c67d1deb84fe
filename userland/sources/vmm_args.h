/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_VMM_ARGS_H
#define KVM_EXITSTAT_VMM_ARGS_H

#include <stdbool.h>

#include "model/labels.h"

/* What the arguments of a VMM call its VM; clean text, "" where they say nothing. */
struct vm_names {
	char name[LABEL_TEXT];
	char id[LABEL_TEXT];	/* another one, that is as good for --vm */
	char uuid[LABEL_TEXT];	/* QEMU's -uuid, which libvirt and Proxmox give */
};

/*
 * @args are the arguments, each with a NUL at its end:
 *
 *   QEMU			-name web, -name guest=web,debug-threads=on; "a,,b" is a,b
 *   Proxmox			-id 100 beside -name web
 *   Firecracker		--id web
 *   crosvm, lkvm		--name web; else crosvm's --socket /run/web.sock
 *   cloud-hypervisor	--api-socket /run/web.sock, path=/run/web.sock
 *
 * "--name=web" is "--name web" everywhere. False without any.
 */
bool vm_names(const char *args, size_t len, struct vm_names *names);

#endif
