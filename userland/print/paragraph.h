/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_PARAGRAPH_H
#define KVM_EXITSTAT_PARAGRAPH_H

#include "print/table.h"

/*
 * Print a text, indented, in lines that fit the look's width; a newline in it ends one.
 * What is in backquotes is bold where there is colour, and stays in one piece.
 */
void print_paragraph(FILE *out, const char *text, const struct table_look *look);

#endif
