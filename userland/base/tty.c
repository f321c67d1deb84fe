// SPDX-License-Identifier: GPL-2.0-only
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/stop.h"
#include "base/tty.h"

#define ESCAPE_WAIT_MS	30	/* for the rest of a key that begins with escape */

static struct termios before;
static bool open;
static int held_back = -1;	/* a byte that was read and is the next key's */
static volatile sig_atomic_t resized, suspended, continued;

static void on_resize(int signal)
{
	(void)signal;
	resized = 1;
}

static void on_suspend(int signal)
{
	(void)signal;
	suspended = 1;
}

/* Whoever had the terminal meanwhile has set it up for itself. */
static void on_continue(int signal)
{
	(void)signal;
	continued = 1;
}

static void put(const char *text)
{
	if (write(STDOUT_FILENO, text, strlen(text)) < 0)
		return;
}

static int enter(void)
{
	struct termios raw = before;

	raw.c_lflag &= ~(ICANON | ECHO);
	raw.c_iflag &= ~(ICRNL | IXON);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw))
		return -1;
	/* The other screen, no cursor. */
	put("\033[?1049h\033[?25l");
	open = true;
	return 0;
}

void tty_close(void)
{
	if (!open)
		return;
	open = false;
	put("\033[?25h\033[?1049l");
	tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
}

static void handle(int signal, void (*handler)(int signal))
{
	struct sigaction action = { .sa_handler = handler };

	sigaction(signal, &action, NULL);
}

/* Every terminal that is not dumb knows the few sequences that are used here. */
static bool can_place_cursor(void)
{
	const char *term = getenv("TERM");

	return term && *term && strcmp(term, "dumb") && strcmp(term, "unknown");
}

int tty_open(struct failure *f)
{
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &before))
		return fail(f, "top needs a terminal: '" PROGRAM " 2' prints without one");
	if (!can_place_cursor())
		return fail(f, "top needs a terminal with a cursor, and $TERM says '%s': '%s 2' %s",
			    getenv("TERM") ? getenv("TERM") : "", PROGRAM, "prints without one");
	handle(SIGWINCH, on_resize);
	handle(SIGTSTP, on_suspend);
	handle(SIGCONT, on_continue);
	atexit(tty_close);
	return enter() ? fail(f, "cannot set up the terminal: %s", strerror(errno)) : 0;
}

void tty_size(unsigned int *rows, unsigned int *columns)
{
	struct winsize size;

	*rows = 24;
	*columns = 80;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_row || !size.ws_col)
		return;
	*rows = size.ws_row;
	*columns = size.ws_col;
}

/* Ctrl-Z: give the terminal back and stop, as it is done without a handler. */
static void suspend(void)
{
	suspended = 0;
	tty_close();
	handle(SIGTSTP, SIG_DFL);
	raise(SIGTSTP);
	handle(SIGTSTP, on_suspend);
	continued = 1;
}

static int poll_input(int ms)
{
	struct pollfd p = { .fd = STDIN_FILENO, .events = POLLIN };

	return poll(&p, 1, ms);
}

/* One byte, -1 when none comes in time. */
static int next_byte(int ms)
{
	unsigned char c;

	return poll_input(ms) == 1 && read(STDIN_FILENO, &c, 1) == 1 ? c : -1;
}

/* What follows an escape: "[A", "OA", "[5~"; anything else is the next key. */
static int escape_key(void)
{
	static const struct {
		const char *text;
		int key;
	} keys[] = {
		{ "A", KEY_UP }, { "B", KEY_DOWN }, { "C", KEY_RIGHT }, { "D", KEY_LEFT },
		{ "H", KEY_HOME }, { "F", KEY_END }, { "1~", KEY_HOME }, { "4~", KEY_END },
		{ "5~", KEY_PAGE_UP }, { "6~", KEY_PAGE_DOWN },
	};
	char text[8];
	size_t len = 0;
	int c = next_byte(ESCAPE_WAIT_MS);

	if (c < 0)
		return KEY_ESCAPE;
	if (c != '[' && c != 'O') {
		held_back = c;
		return KEY_ESCAPE;
	}
	do {
		c = next_byte(ESCAPE_WAIT_MS);
		if (c < 0 || len + 1 == sizeof(text))
			return KEY_NONE;
		text[len++] = c;
	} while (c < '@' || c > '~');
	text[len] = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(keys); i++)
		if (!strcmp(keys[i].text, text))
			return keys[i].key;
	return KEY_NONE;
}

/* The byte that was held back, if there is one. */
static int take_held(void)
{
	const int c = held_back;

	held_back = -1;
	return c;
}

int tty_key(u64 until_ns)
{
	u64 now = now_ns();
	int ms = until_ns > now ? (until_ns - now + 999999) / 1000000 : 0;
	int got, c = take_held();

	if (c >= 0)
		return c == 27 ? escape_key() : c;
	if (!resized && !suspended && !continued) {
		got = poll_input(ms > 200 ? 200 : ms);
		if (!got)
			return KEY_NONE;
		if (got > 0) {
			c = next_byte(0);
			/* A terminal that is gone has nothing more to say. */
			if (c < 0) {
				raise(SIGHUP);
				return KEY_NONE;
			}
			return c == 27 ? escape_key() : c;
		}
	}
	if (suspended)
		suspend();
	if (continued)
		enter();
	continued = 0;
	resized = 0;
	return KEY_RESIZED;
}
