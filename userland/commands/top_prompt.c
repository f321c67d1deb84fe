// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "base/tty.h"
#include "commands/top_prompt.h"

#define CTRL_U	21

void prompt_open(struct prompt *p, const char *question)
{
	memset(p, 0, sizeof(*p));
	p->question = question;
}

/* The last character, which in UTF-8 may be several bytes. */
static void take_back(struct prompt *p)
{
	while (p->len && (p->text[p->len - 1] & 0xc0) == 0x80)
		p->len--;
	if (p->len)
		p->len--;
}

static enum prompt_answer close_prompt(struct prompt *p, enum prompt_answer answer)
{
	p->text[p->len] = '\0';
	p->question = NULL;
	return answer;
}

enum prompt_answer prompt_key(struct prompt *p, int key)
{
	switch (key) {
	case '\r': case '\n':
		return close_prompt(p, PROMPT_DONE);
	case KEY_ESCAPE:
		return close_prompt(p, PROMPT_LEFT);
	case 127: case '\b':
		take_back(p);
		break;
	case CTRL_U:
		p->len = 0;
		break;
	default:
		if (key >= ' ' && key < 256 && p->len + 1 < sizeof(p->text))
			p->text[p->len++] = key;
	}
	return PROMPT_GOES_ON;
}

void prompt_show(const struct prompt *p, char *shown, size_t room)
{
	char clean[4 * PROMPT_TEXT];

	text_clean(clean, sizeof(clean), p->text, p->len);
	snprintf(shown, room, "%s %s_", p->question, clean);
}
