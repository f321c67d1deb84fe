/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SOURCE_FILE_H
#define KVM_EXITSTAT_SOURCE_FILE_H

#include "sources/source.h"

/* A recording, from standard input where @file is "-", or from a pipe. */
struct source *open_recording(struct query *q, const char *file, struct failure *f);

/* A recording, a copy of the host's directory, or one of its files. */
struct source *open_any(struct query *q, const char *path, struct failure *f);

#endif
