// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "print/csv.h"

void csv_text(FILE *out, const char *text)
{
	if (!text[strcspn(text, ",\"\r\n")]) {
		fputs(text, out);
		return;
	}
	putc('"', out);
	for (; *text; text++) {
		if (*text == '"')
			putc('"', out);
		putc(*text, out);
	}
	putc('"', out);
}

void csv_percentiles(FILE *out, const struct percentiles *p)
{
	if (p->count)
		fprintf(out, ",%llu,%llu,%llu,%llu", p->p50, p->p90, p->p99, p->p999);
	else
		fputs(",,,,", out);
}

void csv_value(FILE *out, unsigned int columns, const u64 value[NR_COLUMNS], enum column c)
{
	putc(',', out);
	if (columns & COLUMN_BIT(c) && column_known(value, c))
		fprintf(out, "%llu", value[c]);
}
