/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SWITCHES_H
#define KVM_EXITSTAT_SWITCHES_H

#include "sources/debugfs.h"

/*
 * `enabled` and `detail` of the host, changed for a while and set back whatever way the
 * program ends: by exit(), by a signal, by the time a step may take. Only kill -9 is left:
 * what was there before is in SWITCHES_FILE then, and the next switches_open() sets it
 * back. Where these two are set, so is SIGTSTP ignored, as a stopped program sets nothing
 * back.
 */
#define SWITCHES_FILE	"/run/kvm-exits-check"

/*
 * Take the file, so that no other check runs beside; set back what one that was killed
 * has left, if @may_switch. -1 if there is another one, or that is not possible.
 */
int switches_open(const struct debugfs *d, bool may_switch, struct failure *f);
void switches_close(void);

/* Whether the two can be written; the failure says why not. */
bool switches_possible(const struct debugfs *d, struct failure *f);

/* Record as much as this; DETAIL_OFF is nothing. */
int switches_set(enum detail detail, struct failure *f);

/* As it was before the first switches_set(). */
void switches_restore(void);

/* The program ends with status 1 if it is not called again within so many seconds. */
void switches_watch(unsigned int seconds);

#endif
