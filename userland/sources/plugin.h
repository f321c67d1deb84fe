/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SOURCES_PLUGIN_H
#define KVM_EXITSTAT_SOURCES_PLUGIN_H

#include "base/util.h"

/*
 * What counts exits by BPF where KVM is not patched: a library of its own, which is looked
 * for beside this program and loaded where it is asked for. It is never one that somebody else
 * could have put there, nor one that the environment names: root runs this.
 */
struct plugin;

/*
 * Counts from now on, in as much detail as this word of the host's file "detail" says. The
 * failure says what to do.
 */
struct plugin *plugin_open(const char *detail, struct failure *f);
void plugin_close(struct plugin *p);

/* One of the host's files as a descriptor, or -1 with errno. */
int plugin_file(const struct plugin *p, const char *file);

/* What it makes an exit cost more, in words. */
const char *plugin_cost(const struct plugin *p);

#endif
