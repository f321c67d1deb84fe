// SPDX-License-Identifier: GPL-2.0-only
/*
 * The controls that the CPU offers, as the host lists them: one line each, a
 * header line that names the columns. Columns that come later are shown, too.
 */
#include <ctype.h>
#include <string.h>

#include "base/fields.h"
#include "base/terminal.h"
#include "base/text.h"
#include "commands/commands.h"
#include "commands/options.h"
#include "print/csv.h"
#include "print/json.h"
#include "print/table.h"
#include "sources/host_open.h"

#define MAX_CAPS_COLUMNS	16
#define CAPS_TEXT		64

/* One line of the file, each field as a string. */
struct cells {
	unsigned int nr;
	char text[MAX_CAPS_COLUMNS][CAPS_TEXT];
};

static int split(const char *text, size_t len, struct cells *c)
{
	struct field fields[MAX_FIELDS];

	c->nr = split_fields(text, len, fields);
	if (c->nr > MAX_CAPS_COLUMNS || memchr(text, '\0', len))
		return -1;
	for (unsigned int i = 0; i < c->nr; i++)
		text_clean(c->text[i], CAPS_TEXT, fields[i].text, fields[i].len);
	return 0;
}

/* What the command prints with; the table is printed at the end. */
struct caps {
	const struct options *options;
	enum isa isa;
	struct cells header;
	char headings[MAX_CAPS_COLUMNS][CAPS_TEXT];
	struct table table;
	u64 shown;
};

static bool is_text(const char *heading)
{
	return !strcmp(heading, "group") || !strcmp(heading, "name");
}

static void begin(struct caps *c)
{
	struct table_column column = { 0 };

	if (c->options->output == OUTPUT_JSON)
		printf("{\"schema\":1,\"isa\":\"%s\",\"controls\":[", isa_name(c->isa));
	for (unsigned int i = 0; i < c->header.nr; i++) {
		char *to = c->headings[i];

		for (const char *from = c->header.text[i]; *from; from++)
			*to++ = toupper((unsigned char)*from);
		column.heading = c->headings[i];
		column.left = is_text(c->header.text[i]);
		table_column(&c->table, &column);
		if (c->options->output == OUTPUT_CSV)
			printf("%s%s", i ? "," : "", c->header.text[i]);
	}
	if (c->options->output == OUTPUT_CSV)
		putchar('\n');
}

/* Numbers and yes or no as what they are. */
static void json_value(const char *text)
{
	u64 number;

	if (!strcmp(text, "yes") || !strcmp(text, "no"))
		fputs(*text == 'y' ? "true" : "false", stdout);
	else if (!parse_u64(text, strlen(text), &number))
		printf("%llu", number);
	else
		json_string(stdout, text);
}

static void json_control(struct caps *c, const struct cells *line)
{
	fputs(c->shown ? ",{" : "{", stdout);
	for (unsigned int i = 0; i < line->nr; i++) {
		if (i)
			putchar(',');
		json_string(stdout, c->header.text[i]);
		putchar(':');
		json_value(line->text[i]);
	}
	putchar('}');
}

static void csv_control(const struct cells *line)
{
	for (unsigned int i = 0; i < line->nr; i++) {
		if (i)
			putchar(',');
		csv_text(stdout, line->text[i]);
	}
	putchar('\n');
}

static void add_control(struct caps *c, const struct cells *line)
{
	if (c->options->output == OUTPUT_JSON) {
		json_control(c, line);
	} else if (c->options->output == OUTPUT_CSV) {
		csv_control(line);
	} else {
		table_row(&c->table, STYLE_PLAIN);
		for (unsigned int i = 0; i < line->nr; i++)
			table_cell(&c->table, line->text[i]);
	}
	c->shown++;
}

static void end(struct caps *c)
{
	struct table_look look = {
		.width = output_width(STDOUT_FILENO),
		.colour = output_colour(STDOUT_FILENO),
	};

	if (c->options->output == OUTPUT_JSON)
		fputs("]}\n", stdout);
	else if (c->options->output == OUTPUT_TABLE)
		table_print(&c->table, stdout, &look);
	table_free(&c->table);
}

static int print_lines_of(struct caps *c, struct lines *l, struct failure *f)
{
	const char *text;
	struct cells line;
	size_t len;
	int got;

	while ((got = lines_next(l, &text, &len, f)) == LINES_ONE) {
		if (split(text, len, &line) || (c->header.nr && line.nr != c->header.nr))
			return fail(f, "%s:%lu: damaged", l->file, l->number);
		if (c->header.nr) {
			add_control(c, &line);
			continue;
		}
		c->header = line;
		begin(c);
	}
	if (got == LINES_END && !c->header.nr)
		return fail(f, "%s: empty", l->file);
	return got;
}

static int run(struct options *o)
{
	struct caps c = { .options = o };
	char path[PATH_MAX];
	struct failure f;
	struct debugfs d;
	struct lines l;

	if (host_open(&d, &o->query, &f) ||
	    debugfs_lines(&d, "capabilities", &l, path, &f))
		die(STATUS_FAILED, "%s", f.text);
	c.isa = d.isa;
	if (print_lines_of(&c, &l, &f) < 0)
		die(STATUS_FAILED, "%s", f.text);
	end(&c);
	lines_close(&l);
	return STATUS_OK;
}

const struct command caps_command = {
	.name = "caps",
	.run = run,
	.takes = TAKES_FORMAT | TAKES_DEBUGFS,
	.operands = "",
	.usage = "caps                 the VMX or SVM controls of this CPU",
	.not_by_bpf = "sees exits, not what this CPU can do",
};
