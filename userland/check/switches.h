/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_SWITCHES_H
#define KVM_EXITSTAT_SWITCHES_H

#include "sources/debugfs.h"

/*
 * `enabled` and `detail` of the host, changed for a while and set back whatever way the
 * program ends: by exit(), by a signal, by the time a step may take; by the guard after
 * kill -9. What was there before is in SWITCHES_FILE meanwhile; where the guard was
 * killed, too, the next switches_open() sets it back. While they are changed a terminal
 * cannot stop the program; SIGSTOP can.
 */
#define SWITCHES_FILE	"/run/kvm-exits-check"

/*
 * Take the file, so that no other check runs beside; set back what one that was killed
 * has left, if @may_write. -1 if there is another one, or that is not possible.
 */
int switches_open(const struct debugfs *d, bool may_write, struct failure *f);
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
