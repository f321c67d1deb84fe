/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_OUTFILE_H
#define KVM_EXITSTAT_OUTFILE_H

#include <stdbool.h>

#include "base/util.h"

/*
 * A file to write, so that no other is lost for it. A new one is made and grows in
 * place; one that is there is refused, or with @force stays as it is until
 * outfile_publish(): until then a temporary file beside it is written. "-" is
 * standard output; that, pipes and devices are written as they are.
 */
struct outfile {
	int fd;
	const char *file;	/* for messages */
	char *made;		/* the path to remove if nothing comes of it, or NULL */
	char *target;		/* what @made is to replace, or NULL */
};

/* @file must stay until the end. The failure says what to do. */
int outfile_open(struct outfile *o, const char *file, bool force, struct failure *f);

/* All of it, or -1 with the failure's text. */
int outfile_write(struct outfile *o, const char *text, size_t len, struct failure *f);

/* What is written so far is worth having: it takes the file's place. */
int outfile_publish(struct outfile *o, struct failure *f);

/* Close a published file; what was not published is as if never opened. */
int outfile_close(struct outfile *o, struct failure *f);

#endif
