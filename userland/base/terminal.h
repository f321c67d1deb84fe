/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_TERMINAL_H
#define KVM_EXITSTAT_TERMINAL_H

#include <stdbool.h>
#include <unistd.h>

/* Width of an output: the terminal's, else $COLUMNS, else 80. */
unsigned int output_width(int fd);

/* Colour: on a terminal that can, and never with NO_COLOR set. */
bool output_colour(int fd);

/* Whether the environment's character set is UTF-8. */
bool output_unicode(void);

#endif
