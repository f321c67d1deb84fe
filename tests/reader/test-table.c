// SPDX-License-Identifier: GPL-2.0-only
#include <stdlib.h>

#include "print/table.h"
#include "tap.h"

static const struct table_column name = { "NAME", .left = true }, must = { .heading = "A" };
static const struct table_column first = { "FIRST", .drop = 1 };
static const struct table_column last = { "LAST", .drop = 2 };

static void fill(struct table *t)
{
	table_column(t, &name);
	table_column(t, &first);
	table_column(t, &must);
	table_column(t, &last);
	table_row(t, STYLE_PLAIN);
	table_cell(t, "a\033[1m name");
	table_cell(t, "1");
	table_cell(t, "22");
	table_cell(t, "333");
	table_row(t, STYLE_BOLD);
	table_cell(t, "z\303\274rich-and-more");
	table_cell(t, "4");
	table_cell(t, "5");
	table_cell(t, "6");
}

static void prints(const struct table *t, struct table_look look, const char *wanted,
		   const char *what)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort();
	table_print(t, out, &look);
	fclose(out);
	tap_is_text(text, wanted, what);
	free(text);
}

int main(void)
{
	struct table t = { 0 };

	fill(&t);
	prints(&t, (struct table_look){ .width = 32 },
	       "NAME             FIRST   A  LAST\n"
	       "a?[1m name           1  22   333\n"
	       "z\303\274rich-and-more      4   5     6\n",
	       "all fits; an escape character is not passed on; UTF-8 is counted right");
	prints(&t, (struct table_look){ .width = 31 },
	       "NAME             FIRST   A\n"
	       "a?[1m name           1  22\n"
	       "z\303\274rich-and-more      4   5\n", "the highest drop number goes first");
	prints(&t, (struct table_look){ .width = 25 },
	       "NAME              A\n"
	       "a?[1m name       22\n"
	       "z\303\274rich-and-more   5\n", "then the next");
	prints(&t, (struct table_look){ .width = 15 },
	       "NAME          A\n"
	       "a?[1m name   22\n"
	       "z\303\274rich~more   5\n", "then the name is shortened, in its middle");
	prints(&t, (struct table_look){ .width = 3 },
	       "NAME       A\n"
	       "a?[1m~me  22\n"
	       "z\303\274ric~re   5\n", "but not below eight characters");
	prints(&t, (struct table_look){ .colour = true, .line_end = "$" },
	       "\033[1mNAME             FIRST   A  LAST\033[0m$"
	       "a?[1m name           1  22   333$"
	       "\033[1mz\303\274rich-and-more      4   5     6\033[0m$",
	       "no limit, bold, another line end");
	prints(&t, (struct table_look){ .fixed_width = 4, .no_headings = true },
	       "a?~e     1    22   333\n"
	       "z\303\274~e     4     5     6\n", "columns of a fixed width, without headings");
	prints(&t, (struct table_look){ .width = 3, .line_end = "$" },
	       "NAM$a?[$z\303\274r$", "a screen's lines are cut off");
	table_free(&t);
	table_column(&t, &name);
	table_column(&t, &first);
	table_row(&t, STYLE_PLAIN);
	table_cell(&t, "a name of more than twenty letters");
	table_cell(&t, "1");
	table_row(&t, STYLE_PLAIN);
	table_cell(&t, "\344\270\255\346\226\207\350\231\232\346\213\237\346\234\272"
		   "\344\270\255\346\226\207\350\231\232\346\213\237\346\234\272");
	table_cell(&t, "2");
	prints(&t, (struct table_look){ .width = 27 },
	       "NAME                  FIRST\n"
	       "a name of mo~letters      1\n"
	       "\344\270\255\346\226\207\350\231\232\346\213\237\346\234\272"
	       "\344\270\255\346\226\207\350\231\232\346\213\237\346\234\272      2\n",
	       "a long name is shortened before a column goes; wide characters take two");
	prints(&t, (struct table_look){ .width = 26 },
	       "NAME\n"
	       "a name of mo~letters\n"
	       "\344\270\255\346\226\207\350\231\232\346\213\237\346\234\272"
	       "\344\270\255\346\226\207\350\231\232\346\213\237\346\234\272\n",
	       "and then the column goes");
	table_free(&t);
	fill(&t);
	tap_ok(table_shows(&t, "LAST", 32), "LAST is shown in 32 columns");
	tap_ok(!table_shows(&t, "LAST", 31), "and not in 31");
	table_free(&t);
	return tap_done();
}
