/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef KVM_EXITSTAT_TOP_PROMPT_H
#define KVM_EXITSTAT_TOP_PROMPT_H

#include <stdbool.h>

#include "base/util.h"

#define PROMPT_TEXT	64

/* One line that is typed into the last row of the screen. */
struct prompt {
	const char *question;	/* NULL: nothing is being asked */
	char text[PROMPT_TEXT];	/* what has been typed, raw */
	size_t len;
};

enum prompt_answer { PROMPT_GOES_ON, PROMPT_DONE, PROMPT_LEFT };

void prompt_open(struct prompt *p, const char *question);

/* Take a key. After PROMPT_DONE the text is the answer; then and after PROMPT_LEFT it is closed. */
enum prompt_answer prompt_key(struct prompt *p, int key);

/* The question and what has been typed, with a place for the next character. */
void prompt_show(const struct prompt *p, char *shown, size_t room);

#endif
