/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SYSFS_H
#define KVM_EXITSTAT_SYSFS_H

#include <stdbool.h>
#include <stddef.h>

/* The first line of a small file; false, and "", where there is none. */
bool sysfs_text(const char *path, char *text, size_t room);

#endif
