// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/fields.h"
#include "base/terminal.h"

#define DEFAULT_WIDTH	80

unsigned int output_width(int fd)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	u64 width;

	if (!ioctl(fd, TIOCGWINSZ, &size) && size.ws_col)
		return size.ws_col;
	if (columns && !parse_u64(columns, strlen(columns), &width) && width && width < 10000)
		return width;
	return DEFAULT_WIDTH;
}

bool output_colour(int fd)
{
	const char *no_colour = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fd) && !(no_colour && *no_colour) &&
	       term && strcmp(term, "dumb");
}

bool output_unicode(void)
{
	static const char *const variables[] = { "LC_ALL", "LC_CTYPE", "LANG" };

	for (size_t i = 0; i < ARRAY_SIZE(variables); i++) {
		const char *value = getenv(variables[i]);

		if (value && *value)
			return strcasestr(value, "utf-8") || strcasestr(value, "utf8");
	}
	return false;
}
