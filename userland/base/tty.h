/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_TTY_H
#define KVM_EXITSTAT_TTY_H

#include <stdbool.h>

#include "base/util.h"

/*
 * The terminal as a screen with keys; given back when the program is stopped, taken
 * again when it goes on, restored whatever way it ends.
 */
int tty_open(struct failure *f);
void tty_close(void);

/* Rows and columns as they are now. */
void tty_size(unsigned int *rows, unsigned int *columns);

enum key {
	KEY_NONE = 0,
	/* characters are themselves */
	KEY_UP = 256, KEY_DOWN, KEY_LEFT, KEY_RIGHT, KEY_PAGE_UP, KEY_PAGE_DOWN, KEY_HOME,
	KEY_END, KEY_ESCAPE, KEY_RESIZED,
};

/*
 * The next key, or KEY_NONE when there was none until then (CLOCK_MONOTONIC).
 * KEY_RESIZED: the screen has another size or was lost, and is to be drawn anew.
 */
int tty_key(u64 until_ns);

#endif
