/* SPDX-License-Identifier: GPL-2.0-only */
/* Exit reasons: their names, which are the kernel's, and their slots. */
#ifndef BPF_REASONS_H
#define BPF_REASONS_H

#include <stdbool.h>
#include "exits.h"

struct bpf_reasons {
	bool on_vmx;
	unsigned int used;		/* slots; the first two are NONE and OTHER */
	char nr[BPF_EXITS_SLOTS][12];	/* the hardware's number, as debugfs has it */
	const char *name[BPF_EXITS_SLOTS];
	bool keyed[BPF_EXITS_SLOTS];	/* something is known of what is behind each */
	unsigned char slot_of[BPF_EXITS_CODES];
};

/* Gives a slot to each reason of the vendor's that the headers of libc name. */
void bpf_reasons_init(struct bpf_reasons *reasons, bool on_vmx);

#endif
