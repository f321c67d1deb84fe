// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "base/text.h"
#include "base/util.h"
#include "model/names.h"
#include "tap.h"

static void cleans(const char *from, const char *wanted, const char *what)
{
	char to[100];

	tap_is_u64(text_clean(to, sizeof(to), from, strlen(from)), strlen(wanted), what);
	tap_is_text(to, wanted, what);
}

/* Alone, no byte but printable ASCII is a character. */
static void test_every_byte(void)
{
	char byte[2] = "", to[8];
	int wrong = 0;

	for (int c = 1; c < 256; c++) {
		byte[0] = c;
		text_clean(to, sizeof(to), byte, 1);
		wrong += strcmp(to, c >= ' ' && c < 0x7f ? byte : "?") != 0;
	}
	tap_is_u64(wrong, 0, "single bytes: ASCII that can be printed");
}

static void test_cleaning(void)
{
	char to[8];

	cleans("web 1", "web 1", "ASCII");
	cleans("", "", "nothing");
	cleans("a\t\n\033]0;x\a\177", "a???]0;x??", "C0 and DEL");
	cleans("\302\233\302\205\302\240", "??\302\240", "C1 as UTF-8, and what is beside it");
	cleans("\233\377\303", "???", "bytes that are no UTF-8");
	cleans("\355\240\200\300\200\364\220\200\200", "??????", "what UTF-8 does not allow");
	cleans("\357\277\276\357\277\277", "??", "noncharacters, which XML does not allow");
	cleans("\342\200\256\342\201\246\342\200\213\357\273\277", "????", "direction, no width");
	cleans("e\314\201\344\270\255\360\237\230\200", "e\314\201\344\270\255\360\237\230\200",
	       "letters with marks, wide ones");
	tap_is_u64(text_clean(to, sizeof(to), "a\0b", 3), 3, "a NUL");
	tap_is_text(to, "a?b", "is no end");
	tap_is_u64(text_clean(to, sizeof(to), "abc\344\270\255\344\270\255", 9), 6, "too long");
	tap_is_text(to, "abc\344\270\255", "cut between characters");
	tap_is_u64(text_clean(to, 1, "abc", 3), 0, "no room");
}

static void test_widths(void)
{
	tap_is_u64(text_width("abc"), 3, "width of ASCII");
	tap_is_u64(text_width("z\303\274rich"), 6, "of UTF-8");
	tap_is_u64(text_width("\344\270\255\346\226\207"), 4, "of wide characters");
	tap_is_u64(text_width("e\314\201"), 1, "of a letter with a mark");
	tap_is_u64(text_width("\342\226\210"), 1, "of a block");
	tap_is_u64(text_fit("a\344\270\255b", 2), 1, "half of a wide one does not fit");
	tap_is_u64(text_fit("a\344\270\255b", 3), 4, "all of it does");
	tap_is_u64(text_fit("e\314\201b", 1), 3, "a mark stays with its letter");
	tap_is_u64(text_skip("a\344\270\255b", 2), 4, "the end: half of a wide one is left out");
	tap_is_u64(text_skip("ae\314\201b", 1), 4, "a mark goes with its letter");
	tap_is_u64(text_skip("ab", 2), 0, "nothing to leave out");
}

static void test_names(void)
{
	u32 a = name_intern("x\001", 2), b = name_intern("x\002", 2);

	tap_ok(a != b, "names that look alike are two");
	tap_is_text(name_text(a), "x?", "and clean");
	tap_ok(name_intern("x\001", 2) == a, "and found again");
}

static void test_failures(void)
{
	struct failure f;

	fail(&f, "%s: no", "\033[31m\n");
	tap_is_text(f.text, "?[31m?: no", "a failure is clean");
}

static void test_ascii(void)
{
	text_ascii_only();
	cleans("z\303\274rich\344\270\255", "z?rich?", "a terminal that knows ASCII only");
}

int main(void)
{
	test_every_byte();
	test_cleaning();
	test_widths();
	test_names();
	test_failures();
	test_ascii();
	return tap_done();
}
