/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_OWN_VMS_H
#define KVM_EXITSTAT_OWN_VMS_H

#include "base/children.h"
#include "sources/debugfs.h"

/* A VM that the command has made. */
struct own_vm {
	u32 vm;
	u64 since;		/* with vm its key; 0 until it has been read */
	bool gone;
	bool complete;		/* the sample has every exit of the VM */
	struct sample sample;	/* the last one, one scope */
	struct sample vcpus;	/* the last one of the vCPUs and their sum, or empty */
};

/* All of them: a command may make several, one after the other or at once. */
struct own_vms {
	const struct debugfs *debugfs;
	const struct children *children;
	struct own_vm *list;
	size_t nr, room;
	u32 *before;		/* VMs that were there before the command */
	size_t nr_before;
	bool want_vcpus;	/* their numbers, too */
	bool want_causes;	/* what was behind their exits, as long as they live */
	u64 begun_ns;		/* by the host's clock: younger VMs may be ours */
	int notice;		/* where VMs come and go, or -1 */
};

void own_vms_begin(struct own_vms *v, const struct debugfs *d, const struct children *c);

/* Wait until a VM may have come or gone, at most @ms. */
void own_vms_wait(struct own_vms *v, int ms);

/* Find new ones, read all that live, and the final numbers of those that ended. */
int own_vms_update(struct own_vms *v, struct failure *f);

/*
 * After the command has ended: wait for the end of its VMs, a little. Where the
 * host has forgotten one the last sample has to do.
 */
void own_vms_finish(struct own_vms *v);

/*
 * The life of a VM as an interval that has its vCPUs and, where it has ended, what all of
 * them did after the last look at them; fills an empty sample.
 */
void own_vm_life(const struct own_vm *vm, struct sample *life);
void own_vms_free(struct own_vms *v);

#endif
