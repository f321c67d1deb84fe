// SPDX-License-Identifier: GPL-2.0-only
#include <string.h>

#include "print/metric.h"

/* How a type is called in the one format and in the other, and its samples' suffix. */
static const struct {
	const char *text, *openmetrics, *suffix;
} types[] = {
	[METRIC_COUNTER]	= { "counter", "counter", "_total" },
	[METRIC_GAUGE]		= { "gauge", "gauge", "" },
	[METRIC_HISTOGRAM]	= { "histogram", "histogram", "" },
	[METRIC_INFO]		= { "gauge", "info", "_info" },
};

static bool ends_with(const char *text, const char *end)
{
	const size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && !strcmp(text + len - end_len, end);
}

/* A family is called as its samples are in the one, without their suffix in the other. */
void metric_family(const struct exposition *e, const char *name, enum metric_type type,
		   const char *help)
{
	const char *suffix = e->openmetrics ? "" : types[type].suffix;

	fprintf(e->out, "# HELP %s%s %s\n", name, suffix, help);
	fprintf(e->out, "# TYPE %s%s %s\n", name, suffix,
		e->openmetrics ? types[type].openmetrics : types[type].text);
	if (e->openmetrics && ends_with(name, "_seconds"))
		fprintf(e->out, "# UNIT %s seconds\n", name);
}

struct metric metric_begin(const struct exposition *e, const char *name, const char *suffix)
{
	fprintf(e->out, "%s%s", name, suffix);
	return (struct metric){ .e = e };
}

static void label_name(struct metric *m, const char *label)
{
	fprintf(m->e->out, "%c%s=\"", m->has_labels ? ',' : '{', label);
	m->has_labels = true;
}

/* Clean text has no end of line in it, the third of what is escaped. */
void metric_label(struct metric *m, const char *label, const char *value)
{
	if (!*value)
		return;
	label_name(m, label);
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			putc('\\', m->e->out);
		putc(*value, m->e->out);
	}
	putc('"', m->e->out);
}

void metric_number_label(struct metric *m, const char *label, u64 value)
{
	label_name(m, label);
	fprintf(m->e->out, "%llu\"", value);
}

static void labels_end(struct metric *m)
{
	fputs(m->has_labels ? "} " : " ", m->e->out);
}

void metric_value(struct metric *m, u64 value)
{
	labels_end(m);
	fprintf(m->e->out, "%llu\n", value);
}

void metric_seconds(struct metric *m, u64 ns)
{
	labels_end(m);
	fprintf(m->e->out, "%llu.%09llu\n", ns / 1000000000, ns % 1000000000);
}

void metric_end(const struct exposition *e)
{
	if (e->openmetrics)
		fputs("# EOF\n", e->out);
}
