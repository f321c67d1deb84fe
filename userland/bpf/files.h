/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef BPF_FILES_H
#define BPF_FILES_H

#include "load.h"

/* Text of a file, as plugin.h says: a descriptor, or -1 with errno. */
int bpf_exits_open_file(struct bpf_exits *exits, const char *file);

#endif
