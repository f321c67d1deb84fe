// SPDX-License-Identifier: GPL-2.0-only
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/fields.h"
#include "base/text.h"
#include "model/labels.h"
#include "model/names.h"

struct label {
	char *given, *text, *id, *uuid;	/* text: as it is shown */
	unsigned int process;
};

/* Indexed by name: VMs are few among the names and names are small numbers. */
static struct label *labels;
static size_t nr_labels;

static struct label *label_of(u32 vm)
{
	if (vm >= nr_labels) {
		size_t nr = vm + vm / 2 + 64;

		labels = xrealloc(labels, nr, sizeof(*labels));
		memset(labels + nr_labels, 0, (nr - nr_labels) * sizeof(*labels));
		nr_labels = nr;
	}
	return &labels[vm];
}

const char *vm_label(u32 vm)
{
	const char *text = label_of(vm)->text;

	return text ? text : name_text(vm);
}

const char *vm_given_name(u32 vm)
{
	const char *given = label_of(vm)->given;

	return given ? given : name_text(vm);
}

bool vm_has_label(u32 vm)
{
	return label_of(vm)->text;
}

/* Other rows and lines than a VM's, and how one that has ended is marked. */
static bool looks_like_another(const char *label)
{
	static const char *const rows[] = { "TOTAL", "RUNNING", "OTHER", "older", "host" };
	static const char ended[] = "(ended)";
	const char *begin = label + strspn(label, " ");
	size_t len = strlen(begin);

	while (len && begin[len - 1] == ' ')
		len--;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (len == strlen(rows[i]) && !strncasecmp(begin, rows[i], len))
			return true;
	return len >= strlen(ended) &&
	       !strncasecmp(begin + len - strlen(ended), ended, strlen(ended));
}

static void free_label(struct label *l)
{
	free(l->given);
	free(l->text);
	free(l->id);
	free(l->uuid);
}

void vm_set_label(u32 vm, const char *label)
{
	struct label *l = label_of(vm);
	char clean[LABEL_TEXT], longer[2 * LABEL_TEXT], shown[LABEL_TEXT];

	text_clean(clean, sizeof(clean), label, strlen(label));
	/* Clean once more, as it may be cut. */
	snprintf(longer, sizeof(longer), "%.*s %s", LABEL_TEXT - 1, name_text(vm), clean);
	text_clean(shown, sizeof(shown), longer, strlen(longer));
	free_label(l);
	l->id = NULL;
	l->uuid = NULL;
	l->given = xstrdup(clean);
	l->text = xstrdup(looks_like_another(clean) ? shown : clean);
}

void vm_set_id(u32 vm, const char *id)
{
	struct label *l = label_of(vm);

	free(l->id);
	l->id = xstrdup(id);
}

void vm_set_uuid(u32 vm, const char *uuid)
{
	struct label *l = label_of(vm);

	free(l->uuid);
	l->uuid = xclean(uuid, strlen(uuid));
}

const char *vm_uuid(u32 vm)
{
	const char *uuid = label_of(vm)->uuid;

	return uuid ? uuid : "";
}

void vm_set_process(u32 vm, unsigned int pid)
{
	label_of(vm)->process = pid;
}

void labels_free(void)
{
	for (size_t i = 0; i < nr_labels; i++)
		free_label(&labels[i]);
	free(labels);
	labels = NULL;
	nr_labels = 0;
}

bool vm_matches(u32 vm, const char *text)
{
	const char *name = name_text(vm), *id = label_of(vm)->id;
	char clean[LABEL_TEXT];
	unsigned int pid;

	text_clean(clean, sizeof(clean), text, strlen(text));
	if (!strcmp(clean, name) || !strcmp(clean, vm_label(vm)) ||
	    !strcmp(clean, vm_given_name(vm)) || (id && !strcmp(clean, id)))
		return true;
	if (pattern_matches(clean, name) || pattern_matches(clean, vm_label(vm)) ||
	    pattern_matches(clean, vm_given_name(vm)) || (id && pattern_matches(clean, id)))
		return true;
	pid = leading_number(text);
	return pid && strspn(text, "0123456789") == strlen(text) &&
	       (pid == leading_number(name) || pid == label_of(vm)->process);
}

bool vm_matches_any(u32 vm, const struct patterns *texts)
{
	for (size_t i = 0; i < texts->nr; i++)
		if (vm_matches(vm, texts->list[i]))
			return true;
	return false;
}

int fail_ambiguous(const char *text, const u32 *vms, size_t nr, struct failure *f)
{
	char names[400] = "";
	size_t used = 0;

	for (size_t i = 0; i < nr && used < sizeof(names); i++)
		used += snprintf(names + used, sizeof(names) - used, "%s%s",
				 !i ? "" : i + 1 < nr ? ", " : " or ", name_text(vms[i]));
	return fail(f, "more than one VM is '%s': choose %s%s", text, names,
		    used < sizeof(names) ? "" : " ...");
}
